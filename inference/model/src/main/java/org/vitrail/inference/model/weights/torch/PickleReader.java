package org.vitrail.inference.model.weights.torch;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.vitrail.inference.model.weights.file.ByteWindow;

/**
 * Reads a pickle as data. A pickle is a program for a small stack machine; of its instructions,
 * those that call something only note what was to be called ({@link PickleObject}), and names are
 * checked against {@link PickleGlobals}. So nothing a file says is ever run.
 *
 * <p>Values are {@code null}, {@link Boolean}, {@link Long}, {@link BigInteger}, {@link Double},
 * {@link String}, {@code byte[]}, {@link List} (also for tuples and sets), {@link Map}, {@link
 * PickleGlobal}, {@link PersistentId} and {@link PickleObject}. They may contain each other in
 * circles: a walker must bound itself.
 *
 * <p>Source: CPython's {@code pickletools}, which documents every instruction.
 */
final class PickleReader {
  private static final int MAX_VALUES = 2_000_000;
  private static final int MAX_NAME_BYTES = 512;
  private static final int MAX_TEXT_BYTES = 16 << 20;
  private static final int MAX_NUMBER_BYTES = 1024;
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

  private final ByteWindow in;
  private final Deque<List<Object>> marks = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private List<Object> stack = new ArrayList<>();
  private int values;
  private long textBytes;

  private final Consumer<PersistentId> references;

  private PickleReader(ByteWindow in, Consumer<PersistentId> references) {
    this.in = in;
    this.references = references;
  }

  /**
   * The value of the pickle that begins at the window's place; the window ends up behind it.
   *
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if it is cut short,
   *     malformed, larger than any checkpoint's or mentions a name that is not allowed
   */
  static Object read(ByteWindow in) {
    return read(in, reference -> {});
  }

  /**
   * The same, telling every reference to something outside, also those that the value does not
   * keep.
   */
  static Object read(ByteWindow in, Consumer<PersistentId> references) {
    return new PickleReader(in, references).run();
  }

  private Object run() {
    while (true) {
      int code = in.unsignedByte();
      if (code == '.') {
        return pop();
      }
      step(code);
    }
  }

  private void step(int code) {
    switch (code) {
      case 0x80 -> protocol(in.unsignedByte());
      case 0x95 -> in.longInteger(LITTLE);
      case '(' -> mark();
      case '0' -> pop();
      case '1' -> popMark();
      case '2' -> push(top());
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.integer(LITTLE));
      case 'K' -> push((long) in.unsignedByte());
      case 'M' -> push((long) in.unsignedShort(LITTLE));
      case 0x8a -> push(number(in.unsignedByte()));
      case 0x8b -> push(number(in.integer(LITTLE)));
      case 'G' -> push(in.doubleFloat(ByteOrder.BIG_ENDIAN));
      case 'X' -> push(in.text(text(in.integer(LITTLE) & 0xffffffffL)));
      case 0x8c -> push(in.text(in.unsignedByte()));
      case 0x8d -> push(in.text(text(in.longInteger(LITTLE))));
      case 'U' -> push(latin(in.array(in.unsignedByte())));
      case 'T' -> push(latin(in.array(text(in.integer(LITTLE) & 0xffffffffL))));
      case 'B' -> push(in.array(text(in.integer(LITTLE) & 0xffffffffL)));
      case 'C' -> push(in.array(in.unsignedByte()));
      case 0x8e, 0x96 -> push(in.array(text(in.longInteger(LITTLE))));
      case ']', 0x8f -> push(new ArrayList<>());
      case '}' -> push(new LinkedHashMap<>());
      case ')' -> push(List.of());
      case 't', 0x91 -> push(popMark());
      case 0x85 -> push(popMany(1));
      case 0x86 -> push(popMany(2));
      case 0x87 -> push(popMany(3));
      case 'a' -> append(popMany(1));
      case 'e', 0x90 -> append(popMark());
      case 's' -> set(popMany(2));
      case 'u' -> set(popMark());
      case 'q' -> memo.put(in.unsignedByte(), top());
      case 'r' -> memo.put(in.integer(LITTLE), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> push(remembered(in.unsignedByte()));
      case 'j' -> push(remembered(in.integer(LITTLE)));
      case 'c' -> push(global(line(), line()));
      case 0x93 -> stackGlobal();
      case 'R', 0x81 -> call();
      case 'b' -> build();
      case 'Q' -> refer();
      default ->
          throw in.error(
              "has the pickle instruction 0x%02x, which no checkpoint needs,".formatted(code));
    }
  }

  private void protocol(int version) {
    if (version > 5) {
      throw in.error("is a pickle of the unknown protocol " + version);
    }
  }

  private void push(Object value) {
    if (++values > MAX_VALUES) {
      throw in.error("holds more than " + MAX_VALUES + " values, more than any checkpoint,");
    }
    stack.add(value);
  }

  private Object pop() {
    if (stack.isEmpty()) {
      throw in.error("takes a value from an empty stack");
    }
    return stack.remove(stack.size() - 1);
  }

  private Object top() {
    if (stack.isEmpty()) {
      throw in.error("takes a value from an empty stack");
    }
    return stack.get(stack.size() - 1);
  }

  private List<Object> popMany(int count) {
    if (stack.size() < count) {
      throw in.error("takes " + count + " values from a stack of " + stack.size());
    }
    List<Object> last = stack.subList(stack.size() - count, stack.size());
    List<Object> popped = new ArrayList<>(last);
    last.clear();
    return popped;
  }

  private void mark() {
    if (++values > MAX_VALUES) {
      throw in.error("holds more than " + MAX_VALUES + " values, more than any checkpoint,");
    }
    marks.push(stack);
    stack = new ArrayList<>();
  }

  private List<Object> popMark() {
    if (marks.isEmpty()) {
      throw in.error("goes back to a mark that it never set");
    }
    List<Object> popped = stack;
    stack = marks.pop();
    return popped;
  }

  private Object remembered(int index) {
    if (!memo.containsKey(index)) {
      throw in.error("recalls the value " + index + ", which it never kept,");
    }
    return memo.get(index);
  }

  /** Bounds what all texts and byte strings take together. */
  private long text(long byteCount) {
    textBytes += Math.max(0, byteCount);
    if (byteCount < 0 || textBytes > MAX_TEXT_BYTES) {
      throw in.error("claims more than " + MAX_TEXT_BYTES + " bytes of text,");
    }
    return byteCount;
  }

  private static String latin(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private Object number(int byteCount) {
    if (byteCount < 0 || byteCount > MAX_NUMBER_BYTES) {
      throw in.error("has a number of " + byteCount + " bytes");
    }
    byte[] little = in.array(byteCount);
    byte[] big = new byte[byteCount];
    for (int i = 0; i < byteCount; i++) {
      big[i] = little[byteCount - 1 - i];
    }
    BigInteger number = byteCount == 0 ? BigInteger.ZERO : new BigInteger(big);
    if (number.bitLength() < Long.SIZE) {
      return number.longValue();
    }
    return number;
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (int c = in.unsignedByte(); c != '\n'; c = in.unsignedByte()) {
      if (line.length() == MAX_NAME_BYTES) {
        throw in.error("has a name of more than " + MAX_NAME_BYTES + " bytes");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private PickleGlobal global(String module, String name) {
    PickleGlobal global = new PickleGlobal(module, name);
    if (!PickleGlobals.allows(global)) {
      String shown = global.toString().replaceAll("[^ -~]", "?");
      throw in.refusal(
          "mentions '"
              + shown.substring(0, Math.min(100, shown.length()))
              + "', which no checkpoint needs. Nothing of it was run; do not open this file with"
              + " other programs");
    }
    return global;
  }

  private void stackGlobal() {
    List<Object> names = popMany(2);
    if (!(names.get(0) instanceof String module)
        || !(names.get(1) instanceof String name)
        || module.length() > MAX_NAME_BYTES
        || name.length() > MAX_NAME_BYTES) {
      throw in.error("mentions something without a name");
    }
    push(global(module, name));
  }

  private void call() {
    List<Object> call = popMany(2);
    if (!(call.get(0) instanceof PickleGlobal global)
        || !(call.get(1) instanceof List<?> arguments)) {
      throw in.error("calls something that has no name");
    }
    push(new PickleObject(global, arguments));
  }

  private void refer() {
    PersistentId reference = new PersistentId(pop());
    references.accept(reference);
    push(reference);
  }

  private void build() {
    Object state = pop();
    if (top() instanceof PickleObject object) {
      object.setState(state);
    } else {
      throw in.error("gives attributes to something that has none");
    }
  }

  @SuppressWarnings("unchecked")
  private void append(List<Object> added) {
    Object target = top();
    if (target instanceof PickleObject object) {
      object.elements().addAll(added);
    } else if (target instanceof ArrayList<?> list) {
      ((List<Object>) list).addAll(added);
    } else {
      throw in.error("appends to something that is no list");
    }
  }

  @SuppressWarnings("unchecked")
  private void set(List<Object> pairs) {
    if (pairs.size() % 2 != 0) {
      throw in.error("has a key without a value");
    }
    Object target = top();
    Map<Object, Object> map;
    if (target instanceof PickleObject object) {
      map = object.entries();
    } else if (target instanceof Map<?, ?> entries) {
      map = (Map<Object, Object>) entries;
    } else {
      throw in.error("puts a key into something that is no dictionary");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      map.put(key(pairs.get(i), map.size()), pairs.get(i + 1));
    }
  }

  /** Only simple keys are compared; one that contains itself could not be. */
  private static Object key(Object key, int index) {
    boolean simple =
        key == null
            || key instanceof String
            || key instanceof Number
            || key instanceof Boolean
            || key instanceof PickleGlobal;
    return simple ? key : "(key " + index + ")";
  }
}
