package dev.tollgate.admin.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.imports.Lines.Line;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void shouldNumberLinesAndPassEmptyOnes() throws IOException {
        assertThat(read("\uFEFFone\r\n\n \nfour\nlast".getBytes(StandardCharsets.UTF_8)))
                .containsExactly(new Line(1, "one", null), new Line(4, "four", null), new Line(5, "last", null));
        assertThat(read(new byte[0])).isEmpty();
        assertThat(read("\n\n".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void shouldTakeNoLineThatIsTooLongAndGoOnBehindIt() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("x".repeat(Lines.BYTES_MAX).getBytes(StandardCharsets.UTF_8));
        bytes.write('\n');
        bytes.write("x".repeat(3 * Lines.BYTES_MAX).getBytes(StandardCharsets.UTF_8));
        bytes.write("\nend".getBytes(StandardCharsets.UTF_8));

        List<Line> lines = read(bytes.toByteArray());

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).text()).hasSize(Lines.BYTES_MAX);
        assertThat(lines.get(1)).isEqualTo(new Line(2, null, "is longer than 64 kB"));
        assertThat(lines.get(2)).isEqualTo(new Line(3, "end", null));
    }

    @Test
    void shouldTakeNoLineThatIsNotUtf8() throws IOException {
        assertThat(read(new byte[] {'a', (byte) 0xff, '\n', 'b'}))
                .containsExactly(new Line(1, null, "is not UTF-8"), new Line(2, "b", null));
    }

    private static List<Line> read(byte[] bytes) throws IOException {
        Lines lines = new Lines(new ByteArrayInputStream(bytes));
        List<Line> all = new ArrayList<>();
        for (Line line = lines.next(); line != null; line = lines.next()) {
            all.add(line);
        }
        return all;
    }
}
