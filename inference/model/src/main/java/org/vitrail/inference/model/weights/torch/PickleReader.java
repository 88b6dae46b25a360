package org.vitrail.inference.model.weights.torch;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.vitrail.inference.model.weights.file.ByteWindow;

/**
 * Reads a pickle as data. A pickle is a program for a small stack machine; of its instructions,
 * those that call something only note what was to be called ({@link PickleObject}), and no name is
 * ever looked up. So nothing a file says is ever run. Names that would run something elsewhere
 * ({@link HostileNames}) end the reading; those that are unknown are told.
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
  private static final int MAX_TEXT_BYTES = 64 << 20;
  private static final int MAX_NUMBER_BYTES = 1024;
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

  private final ByteWindow in;
  private final Deque<List<Object>> marks = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private List<Object> stack = new ArrayList<>();
  private int values;
  private long textBytes;

  private final Consumer<PersistentId> references;
  private final PickleNames names;

  private PickleReader(ByteWindow in, Consumer<PersistentId> references, Set<String> strangers) {
    this.in = in;
    this.references = references;
    this.names = new PickleNames(in, strangers);
  }

  /**
   * The value of the pickle that begins at the window's place; the window ends up behind it.
   *
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if it is cut short,
   *     malformed, larger than any checkpoint's or mentions a name that runs something
   */
  static Object read(ByteWindow in) {
    return read(in, reference -> {}, new HashSet<>());
  }

  /**
   * The same, telling every reference to something outside, also those that the value does not
   * keep.
   *
   * @param strangers gets the names that nobody here knows
   */
  static Object read(ByteWindow in, Consumer<PersistentId> references, Set<String> strangers) {
    return new PickleReader(in, references, strangers).run();
  }

  private Object run() {
    while (true) {
      int code = in.unsignedByte();
      if (code == '.') {
        names.ended();
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
      case 0x8c -> push(in.text(text(in.unsignedByte())));
      case 0x8d -> push(in.text(text(in.longInteger(LITTLE))));
      case 'U' -> push(latin(in.array(text(in.unsignedByte()))));
      case 'T' -> push(latin(in.array(text(in.integer(LITTLE) & 0xffffffffL))));
      case 'B' -> push(in.array(text(in.integer(LITTLE) & 0xffffffffL)));
      case 'C' -> push(in.array(text(in.unsignedByte())));
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
      case 'q' -> remember(in.unsignedByte());
      case 'r' -> remember(in.integer(LITTLE));
      case 0x94 -> remember(memo.size());
      case 'h' -> push(remembered(in.unsignedByte()));
      case 'j' -> push(remembered(in.integer(LITTLE)));
      case 'c' -> push(names.mentioned(line(), line()));
      case 0x93 -> stackGlobal();
      case 'R', 0x81 -> call(popMany(2));
      case 0x92 -> call(popMany(3));
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

  private void remember(int index) {
    if (memo.put(index, top()) == null && memo.size() > MAX_VALUES) {
      throw in.error("keeps more than " + MAX_VALUES + " values, more than any checkpoint,");
    }
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
    byte[] little = in.array(text(byteCount));
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
    text(line.length());
    return line.toString();
  }

  private void stackGlobal() {
    List<Object> pair = popMany(2);
    if (!(pair.get(0) instanceof String module)
        || !(pair.get(1) instanceof String name)
        || module.length() > MAX_NAME_BYTES
        || name.length() > MAX_NAME_BYTES) {
      throw in.error("mentions something without a name");
    }
    push(names.mentioned(module, name));
  }

  private void call(List<Object> call) {
    if (!(call.get(0) instanceof PickleGlobal global)
        || !(call.get(1) instanceof List<?> arguments)) {
      throw in.error("calls something that has no name");
    }
    names.called(global, arguments);
    push(new PickleObject(global, arguments));
  }

  private void refer() {
    PersistentId reference = new PersistentId(pop());
    references.accept(reference);
    push(reference.moduleClass().map(Object.class::cast).orElse(reference));
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
      object.addAll(added);
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
    for (int i = 0; i < pairs.size(); i += 2) {
      Object key = key(pairs.get(i));
      if (target instanceof PickleObject object) {
        object.put(key, pairs.get(i + 1));
      } else if (target instanceof Map<?, ?> map) {
        ((Map<Object, Object>) map).put(key, pairs.get(i + 1));
      } else {
        throw in.error("puts a key into something that is no dictionary");
      }
    }
  }

  /**
   * Texts and whole numbers alone are keys. Others are kept apart from each other by what they are
   * in memory: one that contains itself, or a hundred million others, cannot be compared.
   */
  private static Object key(Object key) {
    return key instanceof String || key instanceof Long ? key : new Object();
  }
}
