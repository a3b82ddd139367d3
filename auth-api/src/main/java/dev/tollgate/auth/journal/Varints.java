package dev.tollgate.auth.journal;

import java.nio.charset.StandardCharsets;

/** Protobuf's variable-length numbers and strings, written to an array or read from it, one after the other. */
final class Varints {
    private static final int MORE = 0x80;
    private static final int BITS = 0x7f;
    private static final int SHIFT = 7;

    private final byte[] bytes;
    private int at;

    Varints(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** Goes on at another place. */
    void turnTo(int place) {
        at = place;
    }

    /** Of what it reads or writes. */
    byte[] bytes() {
        return bytes;
    }

    /** Where it goes on. */
    int at() {
        return at;
    }

    /** Writes a number; one below 0 takes ten bytes. */
    void write(long number) {
        long rest = number;
        while ((rest & ~BITS) != 0) {
            bytes[at++] = (byte) (rest | MORE);
            rest >>>= SHIFT;
        }
        bytes[at++] = (byte) rest;
    }

    /** Writes a number that may well be below 0. */
    void writeSigned(long number) {
        write((number << 1) ^ (number >> (Long.SIZE - 1)));
    }

    void writeRaw(byte[] raw) {
        System.arraycopy(raw, 0, bytes, at, raw.length);
        at += raw.length;
    }

    long read() {
        long number = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes[at++];
            number |= (long) (next & BITS) << shift;
            shift += SHIFT;
        } while (next < 0);
        return number;
    }

    long readSigned() {
        long number = read();
        return (number >>> 1) ^ -(number & 1);
    }

    String readText() {
        int length = (int) read();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    void skipText() {
        skip((int) read());
    }

    void skip(int length) {
        at += length;
    }
}
