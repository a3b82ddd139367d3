package dev.tollgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.decision.Gate;
import dev.tollgate.contracts.Topic;
import dev.tollgate.metering.ledger.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The product with a fault, compiled from its changed sources, and the simulation loaded anew to play with it. */
final class FaultyProduct extends ClassLoader {
    private static final Path PROJECT = Path.of("..", "..");

    private final Map<String, byte[]> changed;
    private final Method play;

    private FaultyProduct(Map<String, byte[]> changed) {
        super(FaultyProduct.class.getClassLoader());
        this.changed = changed;
        try {
            play = loadClass(Replay.class.getName()).getDeclaredMethod("play", String.class, long.class);
            play.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Plays the script of {@code seed}; returns what {@link Replay#play} does. */
    @Nullable
    String play(Script script, long seed) {
        try {
            return (String) play.invoke(null, script.name(), seed);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    static FaultyProduct with(Fault fault) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Fault.Edit edit : fault.edits()) {
            String source = sources.computeIfAbsent(edit.source(), FaultyProduct::read);
            assertThat(source.split(Pattern.quote(edit.snippet()), -1))
                    .as("the snippet is gone from %s, or there more than once: update the fault", edit.source())
                    .hasSize(2);
            sources.put(edit.source(), source.replace(edit.snippet(), edit.replacement()));
        }
        return new FaultyProduct(compile(sources));
    }

    private static String read(String source) {
        try {
            return Files.readString(PROJECT.resolve(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The simulation and what it plays with come from here; what they share with everybody does not. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.tollgate.") || name.startsWith("dev.tollgate.contracts.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            byte[] bytes = changed.containsKey(name) ? changed.get(name) : unchanged(name);
            return defineClass(name, Objects.requireNonNull(bytes), 0, bytes.length);
        }
    }

    private byte[] unchanged(String name) throws ClassNotFoundException {
        try (InputStream bytes = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return bytes.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static Map<String, byte[]> compile(Map<String, String> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Source> units = sources.entrySet().stream()
                .map(source -> new Source(source.getKey(), source.getValue()))
                .toList();
        StringWriter complaints = new StringWriter();
        Memory memory = new Memory(compiler.getStandardFileManager(null, null, null));
        boolean compiled = compiler.getTask(
                        complaints,
                        memory,
                        null,
                        List.of("-proc:none", "-nowarn", "--release", "17", "-classpath", classPath()),
                        null,
                        units)
                .call();
        assertThat(compiled).as("the fault does not compile: %s", complaints).isTrue();
        Map<String, byte[]> classes = new HashMap<>();
        memory.classes.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }

    private static String classPath() {
        return Stream.of(
                        Gate.class,
                        Ledger.class,
                        Topic.class,
                        com.google.protobuf.Message.class,
                        io.micrometer.core.instrument.Counter.class,
                        org.apache.kafka.clients.producer.Producer.class,
                        org.jspecify.annotations.NullMarked.class,
                        org.slf4j.Logger.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> new File(URI.create(location.toString())).getPath())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String path, String text) {
            super(URI.create("memory:/" + path.substring(path.indexOf("dev/"))), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

        Memory(JavaFileManager others) {
            super(others);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, Kind kind, @Nullable FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            classes.put(className, bytes);
            return new SimpleJavaFileObject(URI.create("memory:/" + className), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
