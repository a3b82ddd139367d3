package dev.tollgate.cli;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** For how long an old key works on: {@code 0}, {@code 90s}, {@code 30m}, {@code 24h} or {@code 7d}. */
record GracePeriod(long seconds) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})([smhd])|0");
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);

    /** @throws TypeConversionException with what is expected */
    static GracePeriod of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is no time such as 0, 30m, 24h or 7d");
        }
        return matcher.group(1) == null
                ? new GracePeriod(0)
                : new GracePeriod(Long.parseLong(matcher.group(1)) * SECONDS.getOrDefault(matcher.group(2), 0L));
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<GracePeriod> {
        @Override
        public GracePeriod convert(String text) {
            return GracePeriod.of(text);
        }
    }
}
