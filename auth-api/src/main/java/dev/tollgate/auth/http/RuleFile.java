package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Route;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the operator's rules and says in plain words, with the line, what is wrong with them. */
final class RuleFile {
    static final int RULES_MAX = 1_000;

    private static final int FILE_CHARACTERS_MAX = 1_000_000;
    private static final int SCOPE_LENGTH_MAX = 100;
    private static final long COST_MAX = 1_000_000;
    private static final Set<String> FIELDS = Set.of("method", "path", "route", "scope", "cost");
    private static final Pattern METHOD = Pattern.compile("[A-Z-]{1,20}|\\*");
    private static final Pattern ROUTE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]+");
    private static final Pattern COST = Pattern.compile("\\d{1,7}");

    private final Path file;
    private final PathPatternParser patterns = new PathPatternParser();

    private RuleFile(Path file) {
        this.file = file;
    }

    /**
     * The rules of {@code file}, in its order.
     *
     * @throws IllegalArgumentException with a plain sentence, if it cannot be read or a rule is not one
     */
    static List<Rule> read(Path file) {
        return new RuleFile(file).read();
    }

    private List<Rule> read() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(FILE_CHARACTERS_MAX);
        options.setMaxAliasesForCollections(0);
        try (Reader reader = Files.newBufferedReader(file)) {
            return rules(new Yaml(options).compose(reader));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new IllegalArgumentException(
                    "The rule file " + file + " is not YAML: line " + line + ", " + e.getProblem() + ".", e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("The rule file " + file + " is not there.");
        } catch (YAMLException | IOException e) {
            throw new IllegalArgumentException("The rule file " + file + " cannot be read: " + e);
        }
    }

    private List<Rule> rules(@Nullable Node root) {
        String expected = "must hold a list named rules, and nothing else";
        if (!(root instanceof MappingNode mapping) || mapping.getValue().size() != 1) {
            throw new IllegalArgumentException("The rule file " + file + " " + expected + ".");
        }
        NodeTuple only = mapping.getValue().get(0);
        if (!text(only.getKeyNode()).equals("rules") || !(only.getValueNode() instanceof SequenceNode list)) {
            throw wrong(only.getKeyNode(), "the file " + expected);
        }
        if (list.getValue().size() > RULES_MAX) {
            throw wrong(list, "there are more than " + RULES_MAX + " rules");
        }
        List<Rule> rules = new ArrayList<>();
        for (Node node : list.getValue()) {
            rules.add(rule(node));
        }
        return List.copyOf(rules);
    }

    private Rule rule(Node node) {
        Map<String, Node> fields = fields(node);
        String method = field(fields, "method", METHOD, Rule.ANY_METHOD, "a method such as GET, or *")
                .toUpperCase(Locale.ROOT);
        PathPattern path = path(fields.get("path"), node);
        String name = field(fields, "route", ROUTE, method + " " + path.getPatternString(), "printable characters");
        if (name.length() > PathFolding.LENGTH_MAX) {
            throw wrong(node, "route must not be longer than " + PathFolding.LENGTH_MAX + " characters");
        }
        String scope = field(fields, "scope", SCOPE, "", "one scope, without spaces");
        if (scope.length() > SCOPE_LENGTH_MAX) {
            throw wrong(node, "scope must not be longer than " + SCOPE_LENGTH_MAX + " characters");
        }
        long cost = Long.parseLong(field(fields, "cost", COST, "1", "a whole number from 0 to " + COST_MAX));
        if (cost > COST_MAX) {
            throw wrong(node, "cost must be a whole number from 0 to " + COST_MAX);
        }
        return new Rule(method, path, new Route(name, scope.isEmpty() ? null : scope, cost));
    }

    private Map<String, Node> fields(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(node, "a rule looks like {method: GET, path: /v1/things/{id}, scope: things:read}");
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = text(tuple.getKeyNode());
            if (!FIELDS.contains(name)) {
                throw wrong(tuple.getKeyNode(), "a rule has no field " + name);
            }
            if (fields.put(name, tuple.getValueNode()) != null) {
                throw wrong(tuple.getKeyNode(), "the field " + name + " is given twice");
            }
        }
        return fields;
    }

    private String field(Map<String, Node> fields, String name, Pattern form, String otherwise, String expected) {
        Node node = fields.get(name);
        if (node == null) {
            return otherwise;
        }
        String value = name.equals("method") ? text(node).toUpperCase(Locale.ROOT) : text(node);
        if (!form.matcher(value).matches()) {
            throw wrong(node, name + " must be " + expected);
        }
        return value;
    }

    private PathPattern path(@Nullable Node node, Node rule) {
        String path = node == null ? "" : text(node);
        Node at = node == null ? rule : node;
        boolean slashAtEnd = path.length() > 1 && path.endsWith("/");
        if (!path.startsWith("/") || path.contains("//") || slashAtEnd) {
            throw wrong(at, "path must begin with a slash, have no empty segment and no slash at the end");
        }
        try {
            return patterns.parse(path);
        } catch (PatternParseException e) {
            throw new IllegalArgumentException(sentence(at, "path is not a pattern: " + e.getMessage()), e);
        }
    }

    /** The text of a plain value; something that no field accepts where it is a list or a map. */
    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "\n";
    }

    private IllegalArgumentException wrong(Node node, String what) {
        return new IllegalArgumentException(sentence(node, what));
    }

    private String sentence(Node node, String what) {
        return "Rule file " + file + ", line " + (node.getStartMark().getLine() + 1) + ": " + what + ".";
    }
}
