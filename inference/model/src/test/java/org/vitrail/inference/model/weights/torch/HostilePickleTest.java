package org.vitrail.inference.model.weights.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** Pickles made to do harm end in a sentence, whichever instruction they try. */
class HostilePickleTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "os\nsystem",
        "posix\nsystem",
        "nt\nsystem",
        "subprocess\nPopen",
        "builtins\neval",
        "__builtin__\nexec",
        "builtins\ngetattr",
        "builtins\n__import__",
        "sys\nexit",
        "torch\nload",
        "torch.hub\nload",
        "torch.serialization\n_load",
        "shutil\nrmtree",
        "runpy\nrun_path",
        "webbrowser\nopen",
        "torch\nos",
        "torch\nos.system",
        "numpy\nload",
        "numpy.f2py.crackfortran\n_eval_length",
        "operator\nattrgetter",
        "operator\nmethodcaller",
        "functools\nreduce",
        "builtins\napply",
        "builtins\nopen",
        "builtins\nobject.__subclasses__",
        "builtins\ncompile",
        "importlib\nimport_module",
        "pty\nspawn",
        "socket\nsocket",
        "ctypes\nCDLL",
        "marshal\nloads",
        "pickle\nloads",
        "cloudpickle.cloudpickle\n_make_function",
        "torch.fx.graph_module\nreduce_graph_module",
        "torch.package.package_importer\nPackageImporter",
        "types\nFunctionType",
        "urllib.request\nurlopen",
        "__builtin__\nreload"
      })
  void names_that_run_something_elsewhere_are_refused(String global) throws IOException {
    String name = global.replace('\n', '.');
    String[] parts = global.split("\n");
    byte[] byGlobal = pickle("c" + global + "\n(X\3\0\0\0rm tR.");
    byte[] byStack =
        pickle("\u008c" + length(parts[0]) + "\u008c" + length(parts[1]) + "\u0093)R.");

    assertRefused(zip(byGlobal), "mentions '" + name + "', which no checkpoint needs");
    assertRefused(zip(byStack), "do not open this file with other programs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "typing\nAny",
        "pathlib._local\nPosixPath",
        "pathlib\nPureWindowsPath",
        "torch.torch_version\nTorchVersion",
        "argparse\nNamespace",
        "omegaconf.dictconfig\nDictConfig",
        "omegaconf.base\nContainerMetadata",
        "pytorch_lightning.callbacks.model_checkpoint\nModelCheckpoint",
        "lightning.fabric.utilities.data\nAttributeDict",
        "numpy.core.multiarray\nscalar",
        "numpy._core.multiarray\n_reconstruct",
        "numpy\ndtype",
        "numpy.dtypes\nFloat64DType",
        "collections\ndeque",
        "collections\nCounter",
        "datetime\ndatetime",
        "enum\nEnum",
        "re\n_compile",
        "uuid\nUUID",
        "functools\npartial",
        "torch\nfloat8_e4m3fn",
        "torch.serialization\n_get_layout",
        "transformers.training_args\nTrainingArguments",
        "builtins\nset",
        "__builtin__\nlong"
      })
  void names_that_trainers_leave_are_passed_over(String global) throws IOException {
    assertThat(strangers(global)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my.project.Config\nTrain",
        "numpyx\nloads",
        "collections\nnamedtuple",
        "torch._utils\n_rebuild_device_tensor_from_numpy",
        "distutils.version\nLooseVersion",
        "http\nHTTPStatus",
        "osmosis\nsystem",
        "systems.os_like\nBox",
        "builtins\nproperty"
      })
  void unknown_names_stay_inert_and_are_told(String global) throws IOException {
    assertThat(strangers(global)).containsExactly(global.replace('\n', '.'));
  }

  /** Mentions a name, calls it, and gives the result attributes; beside them lies a tensor. */
  private List<String> strangers(String global) throws IOException {
    String program =
        "}(X\1\0\0\0tc"
            + global
            + "\nX\1\0\0\0oc"
            + global
            + "\n(X\1\0\0\0xtR}X\1\0\0\0wN"
            + "sb"
            + "X\1\0\0\0nc"
            + global
            + "\n)}\u0092X\1\0\0\0a"
            + TWO_FLOATS
            + "u.";
    try (Checkpoint checkpoint = Checkpoint.open(write(zip(pickle(program))))) {
      assertThat(checkpoint.tensors()).containsOnlyKeys("a");
      return checkpoint.strangers();
    }
  }

  @Test
  void no_tensor_comes_out_of_what_an_unknown_class_would_have_made() throws IOException {
    String inside = "}X\1\0\0\0w" + TWO_FLOATS + "s";
    String attributes = "X\1\0\0\0acmy.net\nModel\n)\u0081" + inside + "b";
    String entries = "X\1\0\0\0bcmy.net\nDict\n)RX\1\0\0\0w" + TWO_FLOATS + "s";
    String argument = "X\1\0\0\0cctorch._utils\n_rebuild_of_tomorrow\n" + TWO_FLOATS + "\u0085R";
    String ordered = "X\1\0\0\0dccollections\nOrderedDict\n)RX\1\0\0\0w" + TWO_FLOATS + "s";
    byte[] file = zip(pickle("}(" + attributes + entries + argument + ordered + "u."));

    try (Checkpoint checkpoint = Checkpoint.open(write(file))) {
      assertThat(checkpoint.tensors()).containsOnlyKeys("d.w");
      assertThat(checkpoint.strangers())
          .containsExactly("my.net.Model", "my.net.Dict", "torch._utils._rebuild_of_tomorrow");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // What Python 3.11 writes for a constant of an enumeration.
    "my.config\\nMode, FAST, true",
    "my.config\\nModes.Mode, fast_one, true",
    "my.config\\nmodule, FAST, false",
    "my.config\\nMode, __globals__, false",
    "my.config\\nMode, a.b, false"
  })
  void an_attribute_is_gotten_of_an_enumeration_only(String type, String name, boolean harmless)
      throws IOException {
    String program =
        "cbuiltins\ngetattr\nc"
            + type.replace("\\n", "\n")
            + "\nX"
            + (char) name.length()
            + "\0\0\0"
            + name
            + "\u0086R.";

    if (harmless) {
      assertThat(Checkpoint.open(write(zip(pickle(program)))).stored()).isEmpty();
    } else {
      assertRefused(zip(pickle(program)), "mentions 'builtins.getattr'");
    }
    assertRefused(zip(pickle("cbuiltins\ngetattr\n.")), "mentions 'builtins.getattr'");
  }

  private static final String TWO_FLOATS =
      "ctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpuK\2tQK\0K\2\u0085K\1\u0085\u0089NtR";

  static Stream<Arguments> programs() {
    return Stream.of(
        Arguments.of("INST", "(ios\nsystem\n.", "instruction 0x69"),
        Arguments.of("OBJ", "(cos\nsystem\no.", "mentions 'os.system'"),
        Arguments.of("EXT1", "\u0082\1.", "instruction 0x82"),
        Arguments.of("NEWOBJ_EX", "cos\nsystem\n)}\u0092.", "mentions 'os.system'"),
        Arguments.of("PERSID", "Pkey\n.", "instruction 0x50"),
        Arguments.of("calls a text", "X\1\0\0\0a)R.", "calls something that has no name"),
        Arguments.of("gives a list attributes", "]}b.", "gives attributes"),
        Arguments.of("empty stack", ".", "empty stack"),
        Arguments.of("no mark", "t.", "mark"),
        Arguments.of("unknown memo", "h\7.", "recalls the value 7"),
        Arguments.of("key without value", "}(Nu.", "key without a value"),
        Arguments.of("protocol", "\u0080\u0009N.", "unknown protocol 9"),
        Arguments.of("huge text", "X\u00ff\u00ff\u00ff\u00ff.", "bytes of text"),
        Arguments.of("huge long text", "\u008d\0\0\0\0\0\0\0\u0010.", "bytes of text"),
        Arguments.of(
            "huge bytes",
            "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.",
            "bytes of text"),
        Arguments.of("huge number", "\u008b\u00ff\u00ff\u00ff\u007f.", "a number of 2147483647"),
        Arguments.of("negative number", "\u008b\u00ff\u00ff\u00ff\u00ff.", "a number of -1"),
        Arguments.of("text of bad bytes", "X\2\0\0\0\u00c3\u0028.", "not UTF-8"),
        Arguments.of("unending name", "c" + "a".repeat(2000), "more than 512 bytes"),
        Arguments.of("cut", "X\5\0\0\0ab", "ends at byte"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void instructions_that_no_checkpoint_needs_are_refused(
      String name, String program, String problem) throws IOException {
    assertRefused(zip(pickle(program)), problem);
  }

  @Test
  void nesting_and_circles_end_in_a_sentence() throws IOException {
    String deep = "]".repeat(100_000) + "a".repeat(99_999);
    assertRefused(zip(pickle("}X\1\0\0\0a" + deep + "s.")), "deeper or more often");
    assertRefused(zip(pickle("]q\0h\0a.")), "deeper or more often");
    assertRefused(zip(pickle("}q\0X\1\0\0\0ah\0s.")), "deeper or more often");
    assertRefused(zip(pickle("(".repeat(3_000_000))), "more than 2000000 values");
    assertRefused(zip(pickle("]".repeat(3_000_000))), "more than 2000000 values");
  }

  @Test
  void a_few_lists_that_hold_each_other_many_times_do_not_grow() throws IOException {
    StringBuilder laughs = new StringBuilder("]q\0000");
    for (int i = 1; i < 60; i++) {
      laughs
          .append("](")
          .append(("h" + (char) (i - 1)).repeat(10))
          .append("eq")
          .append((char) i)
          .append('0');
    }
    assertRefused(zip(pickle("}X\1\0\0\0a" + laughs + "h\73s.")), "deeper or more often");
  }

  static Stream<Arguments> tensors() {
    return Stream.of(
        Arguments.of("offset", "Half", "0", 4, tensor(5, "K\2", "K\1"), "needs 14 bytes, not 8"),
        Arguments.of("shape", "Float", "0", 2, tensor(0, "K\3", "K\1"), "needs 12 bytes, not 8"),
        Arguments.of("stride", "Float", "0", 2, tensor(0, "K\2", "K\7"), "needs 32 bytes, not 8"),
        Arguments.of(
            "negative stride", "Float", "0", 2, tensor(0, "K\2", minusOne()), "impossible shape"),
        Arguments.of(
            "negative shape", "Float", "0", 2, tensor(0, minusOne(), "K\1"), "impossible shape"),
        Arguments.of(
            "one element many times",
            "Float",
            "0",
            2,
            tensor(0, "J\u00ff\u00ff\u00ff\u007f", "K\0"),
            "share their place"),
        Arguments.of(
            "overflow",
            "Float",
            "0",
            2,
            tensor(0, "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "K\2"),
            "impossible shape"),
        Arguments.of("text as shape", "Float", "0", 2, tensor(0, "X\1\0\0\0a", "K\1"), "shape"),
        Arguments.of("another storage", "Float", "7", 2, tensor(0, "K\2", "K\1"), "data/7"),
        Arguments.of("traversal", "Float", "../../x", 2, tensor(0, "K\2", "K\1"), "data/../../x"),
        Arguments.of("another size", "Float", "0", 9, tensor(0, "K\2", "K\1"), "says 36"),
        Arguments.of("quantized", "QInt8", "0", 2, tensor(0, "K\2", "K\1"), "says 2"),
        Arguments.of("complex", "ComplexFloat", "0", 1, tensor(0, "K\2", "K\1"), "A tensor of 16"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tensors")
  void tensors_outside_their_storage_are_refused(
      String name, String type, String key, int count, String[] parts, String problem)
      throws IOException {
    String program =
        "}X\1\0\0\0a"
            + "ctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\n"
            + type
            + "Storage\nX"
            + (char) key.length()
            + "\0\0\0"
            + key
            + "X\3\0\0\0cpuK"
            + (char) count
            + "tQ"
            + parts[0]
            + parts[1]
            + "\u0085"
            + parts[2]
            + "\u0085\u0089NtRs.";

    assertRefused(zip(pickle(program)), problem);
  }

  private static String[] tensor(int offset, String shape, String stride) {
    return new String[] {"K" + (char) offset, shape, stride};
  }

  private static String minusOne() {
    return "J\u00ff\u00ff\u00ff\u00ff";
  }

  @Test
  void the_older_form_is_as_strict() throws IOException {
    String magic = "\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.";
    String protocol = "\u0080\2M\u00e9\3.";
    String little = "\u0080\2}X\r\0\0\0little_endian\u0088s.";

    assertRefused(magic + "\u0080\2K\1.", "another protocol than 1001");
    assertRefused(magic + protocol + little.replace('\u0088', '\u0089'), "little-endian");
    assertRefused(magic + protocol + little + "cos\nsystem\n)R.", "mentions 'os.system'");
    assertRefused(magic + protocol + little + "}.]X\1\0\0\0aa.", "lists the storage 'a'");
    assertRefused(magic + protocol + little + "}.", "ends at byte");
    assertThat(Checkpoint.open(write(bytes(magic + protocol + little + "}.]."))).tensors())
        .isEmpty();
  }

  /** A pickle whose instructions are the characters' codes. */
  private static byte[] pickle(String program) {
    return bytes("\u0080\2" + program);
  }

  private static byte[] bytes(String program) {
    return program.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String length(String text) {
    return (char) text.length() + text;
  }

  private static byte[] zip(byte[] pickle) throws IOException {
    return new ZipBytes()
        .add("archive/data.pkl", pickle)
        .add("archive/data/0", new byte[8])
        .toBytes();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("model.pt"), bytes);
  }

  private void assertRefused(String legacy, String problem) throws IOException {
    assertRefused(bytes(legacy), problem);
  }

  private void assertRefused(byte[] bytes, String problem) throws IOException {
    Path file = write(bytes);
    assertThatThrownBy(() -> Checkpoint.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(problem)
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(1_000));
  }
}
