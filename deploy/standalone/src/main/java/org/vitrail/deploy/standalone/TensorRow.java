package org.vitrail.deploy.standalone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vitrail.config.Printable;
import org.vitrail.inference.model.weights.file.StoredTensor;

/**
 * Tensors of one type and shape whose names differ in one number only, such as the same weight of
 * each layer, or a tensor by itself.
 *
 * @param name with the numbers as a range: {@code layers.0–11.fc1.weight}
 * @param count how many tensors
 * @param type of their elements, as the file names it where nobody here computes with it
 * @param byteCount of all their elements
 */
record TensorRow(String name, int count, String type, String shape, long byteCount) {
  private static final int MAX_NAME = 300;
  private static final int MAX_TYPE = 40;
  private static final Pattern NUMBER = Pattern.compile("(?<![^._])\\d{1,9}(?![^._])");

  /** A row for each tensor. */
  static List<TensorRow> each(Map<String, StoredTensor> tensors) {
    List<TensorRow> rows = new ArrayList<>();
    tensors.forEach((name, tensor) -> rows.add(of(shown(name), List.of(tensor))));
    return rows;
  }

  /** A row for each run of layers; in the order in which each begins. */
  static List<TensorRow> byLayer(Map<String, StoredTensor> tensors) {
    Map<Family, Map<Integer, StoredTensor>> families = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          List<MatchResult> numbers = NUMBER.matcher(name).results().toList();
          MatchResult layer = numbers.isEmpty() ? null : numbers.get(0);
          Family family =
              new Family(
                  layer == null ? name : name.substring(0, layer.start()),
                  layer == null ? null : name.substring(layer.end()),
                  tensor.toString());
          int number = layer == null ? 0 : Integer.parseInt(layer.group());
          // Two spellings of a number, 1 and 01, are two tensors; the later stands by itself.
          if (families
                  .computeIfAbsent(family, key -> new LinkedHashMap<>())
                  .putIfAbsent(number, tensor)
              != null) {
            families.put(new Family(name, null, tensor.toString()), Map.of(0, tensor));
          }
        });
    List<TensorRow> rows = new ArrayList<>();
    families.forEach(
        (family, members) -> rows.add(of(shown(family.name(members.keySet())), members.values())));
    return rows;
  }

  private static TensorRow of(String name, Collection<StoredTensor> tensors) {
    StoredTensor first = tensors.iterator().next();
    long bytes = tensors.stream().mapToLong(StoredTensor::byteCount).sum();
    return new TensorRow(
        name, tensors.size(), Printable.text(first.typeName(), MAX_TYPE), shape(first), bytes);
  }

  private static String shape(StoredTensor tensor) {
    return tensor.shape().length == 0
        ? "scalar"
        : Arrays.stream(tensor.shape()).mapToObj(Long::toString).collect(Collectors.joining("×"));
  }

  private static String shown(String name) {
    return Printable.text(name, MAX_NAME);
  }

  /** What the names of a row have in common; {@code after} is null where no number is. */
  private record Family(String before, String after, String typeAndShape) {
    String name(Iterable<Integer> numbers) {
      return after == null ? before : before + ranges(numbers) + after;
    }

    private static String ranges(Iterable<Integer> numbers) {
      List<int[]> ranges = new ArrayList<>();
      List<Integer> sorted = new ArrayList<>();
      numbers.forEach(sorted::add);
      sorted.stream()
          .sorted()
          .forEach(
              number -> {
                int[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
                if (last != null && last[1] + 1 == number) {
                  last[1] = number;
                } else {
                  ranges.add(new int[] {number, number});
                }
              });
      return ranges.stream()
          .map(range -> range[0] == range[1] ? "" + range[0] : range[0] + "–" + range[1])
          .collect(Collectors.joining(","));
    }
  }
}
