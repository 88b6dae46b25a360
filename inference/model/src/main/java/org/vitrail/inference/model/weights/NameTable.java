package org.vitrail.inference.model.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.TensorNames;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * How one layout's names and axes become those of our programs: a table of three columns, what to
 * do, the name in the file, the name in the program. Every operation is a view; nothing is copied.
 *
 * <p>In names, {@code {x}} stands for one part between dots, the same on both sides, {@code {x*}}
 * for several. What to do:
 *
 * <ul>
 *   <li>{@code same} takes the tensor as it is.
 *   <li>{@code dense} is a Flax layer (in, out), wanted as (out, in).
 *   <li>{@code conv} is a Flax convolution (y, x, in, out), wanted as (out, in, y, x).
 *   <li>{@code layers} has a leading axis for the layers, which become {@code {layer}} of the name;
 *       {@code layers-dense} the same of Flax layers.
 *   <li>{@code rows-qkv} puts three tensors, with q, k and v for {@code {qkv}}, under each other.
 *   <li>{@code drop} leaves it out.
 * </ul>
 */
public final class NameTable {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)(\\*?)}");
  private static final String LAYER = "{layer}";

  private enum Action {
    SAME,
    DENSE,
    CONV,
    LAYERS,
    LAYERS_DENSE,
    ROWS_QKV,
    DROP
  }

  private record Row(Action action, Pattern source, List<String> placeholders, String target) {}

  private final String title;
  private final List<Row> rows;

  private NameTable(String title, List<Row> rows) {
    this.title = title;
    this.rows = rows;
  }

  /**
   * Reads a table.
   *
   * @param title the layout's name for people
   * @param text one row a line, columns apart by spaces
   */
  public static NameTable of(String title, String text) {
    List<Row> rows = new ArrayList<>();
    for (String line : text.strip().split("\\R")) {
      String[] columns = line.strip().split("\\s+");
      Action action = Action.valueOf(columns[0].toUpperCase(Locale.ROOT).replace('-', '_'));
      rows.add(row(action, columns[1], columns.length > 2 ? columns[2] : ""));
    }
    return new NameTable(title, rows);
  }

  private static Row row(Action action, String source, String target) {
    StringBuilder pattern = new StringBuilder();
    List<String> placeholders = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(source);
    int end = 0;
    while (matcher.find()) {
      pattern.append(Pattern.quote(source.substring(end, matcher.start())));
      pattern.append(
          matcher.group(1).equals("qkv")
              ? "([qkv])"
              : matcher.group(2).isEmpty() ? "([^.]+?)" : "(.+)");
      placeholders.add(matcher.group(1));
      end = matcher.end();
    }
    pattern.append(Pattern.quote(source.substring(end)));
    return new Row(action, Pattern.compile(pattern.toString()), placeholders, target);
  }

  /** How many of a checkpoint's names stand in this table. */
  public int matches(Map<String, WeightTensor> tensors) {
    return (int)
        tensors.keySet().stream()
            .filter(name -> rows.stream().anyMatch(row -> row.source().matcher(name).matches()))
            .count();
  }

  /**
   * The table that knows most of a checkpoint's names.
   *
   * @param source what to call the checkpoint in an error
   * @throws CheckpointException if none knows any
   */
  public static NameTable best(
      String source, Map<String, WeightTensor> tensors, List<NameTable> tables) {
    NameTable best = null;
    int most = 0;
    for (NameTable table : tables) {
      int matches = table.matches(tensors);
      if (matches > most) {
        best = table;
        most = matches;
      }
    }
    if (best == null) {
      throw new CheckpointException(
          source
              + " holds tensors ("
              + tensors.keySet().stream()
                  .limit(3)
                  .map(TensorNames::shown)
                  .collect(Collectors.joining(", "))
              + ", …) named as in none of the layouts that fit here: "
              + String.join(", ", tables.stream().map(table -> table.title).toList())
              + ". Look into it with: vitrail models inspect FILE");
    }
    return best;
  }

  /**
   * The tensors by the program's names; those that the table does not know keep theirs, for {@link
   * WeightTable#check} to name them.
   *
   * @throws CheckpointException if two become one or an axis is not there
   */
  public Map<String, WeightTensor> apply(String source, Map<String, WeightTensor> tensors) {
    Map<String, WeightTensor> mapped = new LinkedHashMap<>();
    Map<String, Map<String, WeightTensor>> triples = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          try {
            apply(name, tensor, mapped, triples);
          } catch (IllegalArgumentException e) {
            throw new CheckpointException(
                source
                    + ": tensor '"
                    + TensorNames.shown(name)
                    + "' ("
                    + title
                    + "): "
                    + e.getMessage());
          }
        });
    triples.forEach(
        (name, parts) -> {
          if (parts.size() == 3) {
            put(mapped, name, WeightTensor.rows(List.copyOf(new TreeMap<>(order(parts)).values())));
          }
        });
    return mapped;
  }

  private void apply(
      String name,
      WeightTensor tensor,
      Map<String, WeightTensor> mapped,
      Map<String, Map<String, WeightTensor>> triples) {
    for (Row row : rows) {
      Matcher matcher = row.source().matcher(name);
      if (matcher.matches()) {
        String target = row.target();
        String qkv = "";
        for (int i = 0; i < row.placeholders().size(); i++) {
          String placeholder = row.placeholders().get(i);
          target =
              target.replaceAll(
                  "\\{" + placeholder + "\\*?}", Matcher.quoteReplacement(matcher.group(i + 1)));
          qkv = placeholder.equals("qkv") ? matcher.group(i + 1) : qkv;
        }
        switch (row.action()) {
          case SAME -> put(mapped, target, tensor);
          case DENSE -> put(mapped, target, tensor.permuted(1, 0));
          case CONV -> put(mapped, target, tensor.permuted(3, 2, 0, 1));
          case LAYERS, LAYERS_DENSE -> layers(row.action(), target, tensor, mapped);
          case ROWS_QKV ->
              triples.computeIfAbsent(target, key -> new LinkedHashMap<>()).put(qkv, tensor);
          case DROP -> {}
        }
        return;
      }
    }
    put(mapped, name, tensor);
  }

  private static void layers(
      Action action, String target, WeightTensor tensor, Map<String, WeightTensor> mapped) {
    if (tensor.shape().length == 0) {
      throw new IllegalArgumentException("it has no axis of layers.");
    }
    for (int layer = 0; layer < tensor.shape()[0]; layer++) {
      WeightTensor one = tensor.at(layer);
      put(
          mapped,
          target.replace(LAYER, String.valueOf(layer)),
          action == Action.LAYERS ? one : one.permuted(1, 0));
    }
  }

  /** Queries, keys, values. */
  private static Map<Integer, WeightTensor> order(Map<String, WeightTensor> parts) {
    Map<Integer, WeightTensor> ordered = new LinkedHashMap<>();
    parts.forEach((part, tensor) -> ordered.put("qkv".indexOf(part), tensor));
    return ordered;
  }

  private static void put(Map<String, WeightTensor> mapped, String name, WeightTensor tensor) {
    if (mapped.put(name, tensor) != null) {
      throw new IllegalArgumentException("another tensor becomes '" + name + "' too.");
    }
  }

  /** The layout's name for people. */
  @Override
  public String toString() {
    return title;
  }
}
