package org.vitrail.inference.model.weights.torch;

import java.util.Arrays;
import java.util.Set;

/**
 * Names with which a pickle runs code, reads or writes files, or reaches the network when another
 * program loads it. Only these are accused: a name that is merely unknown is no sign of malice.
 *
 * <p>The list follows what scanners of pickles (fickling, picklescan, PyTorch's own weights-only
 * reader) warn of.
 */
final class HostileNames {
  /** Modules of which no class or function belongs into a checkpoint, with all below them. */
  private static final Set<String> MODULES =
      Set.of(
          "os",
          "posix",
          "nt",
          "sys",
          "subprocess",
          "_posixsubprocess",
          "commands",
          "popen2",
          "pty",
          "shutil",
          "socket",
          "_socket",
          "urllib.request",
          "urllib2",
          "http.client",
          "httplib",
          "requests",
          "aiohttp",
          "ftplib",
          "smtplib",
          "telnetlib",
          "webbrowser",
          "importlib",
          "_frozen_importlib",
          "imp",
          "runpy",
          "code",
          "codeop",
          "pdb",
          "bdb",
          "timeit",
          "cProfile",
          "doctest",
          "pydoc",
          "pkgutil",
          "pip",
          "ensurepip",
          "venv",
          "ctypes",
          "_ctypes",
          "cffi",
          "_thread",
          "tempfile",
          "fileinput",
          "zipimport",
          "pickle",
          "_pickle",
          "cPickle",
          "marshal",
          "shelve",
          "dill",
          "cloudpickle",
          "joblib",
          "sqlite3",
          "torch.hub",
          "torch.package",
          "torch.serialization",
          "torch.distributed.rpc",
          "torch.utils.cpp_extension",
          "torch.utils.model_zoo",
          "torch.fx.graph_module",
          "numpy.f2py",
          "numpy.distutils",
          "numpy.testing",
          "logging.config");

  private static final Set<String> BUILTINS =
      Set.of(
          "eval",
          "exec",
          "execfile",
          "compile",
          "open",
          "file",
          "input",
          "raw_input",
          "__import__",
          "reload",
          "breakpoint",
          "apply",
          "getattr",
          "setattr",
          "delattr",
          "globals",
          "locals",
          "vars",
          "map",
          "filter",
          "reduce",
          "exit",
          "quit");

  private static final Set<String> FUNCTIONS =
      Set.of(
          "operator.attrgetter",
          "operator.methodcaller",
          "_operator.attrgetter",
          "_operator.methodcaller",
          "functools.reduce",
          "_functools.reduce",
          "io.open",
          "_io.open",
          "io.FileIO",
          "_io.FileIO",
          "io.open_code",
          "_io.open_code",
          "codecs.open",
          "urllib.urlopen",
          "urllib.urlretrieve",
          "threading.Thread",
          "multiprocessing.Process",
          "multiprocessing.context.Process",
          "asyncio.run",
          "asyncio.create_subprocess_shell",
          "asyncio.create_subprocess_exec",
          "distutils.spawn.spawn",
          "distutils.file_util.write_file",
          "types.FunctionType",
          "types.CodeType",
          "types.MethodType",
          "torch.load",
          "torch.jit.load",
          "torch.save",
          "torch.multiprocessing.spawn",
          "torch.compile",
          "torch.ops.load_library",
          "torch.classes.load_library",
          "torch._ops.load_library",
          "numpy.load",
          "numpy.loads",
          "numpy.save",
          "numpy.memmap",
          "numpy.fromfile",
          "pandas.eval",
          "pandas.read_pickle",
          "yaml.load",
          "yaml.unsafe_load",
          "uuid._get_command_stdout",
          "uuid._popen");

  /** Parts of a name that lead out of any module to more powerful ones. */
  private static final Set<String> WAYS_OUT =
      Set.of(
          "os",
          "sys",
          "_sys",
          "_os",
          "subprocess",
          "builtins",
          "__builtins__",
          "__globals__",
          "__subclasses__",
          "__getattribute__",
          "__import__",
          "__loader__",
          "__code__",
          "__dict__");

  /** Of a hostile module, yet written by PyTorch itself. */
  private static final Set<String> HARMLESS = Set.of("torch.serialization._get_layout");

  private HostileNames() {}

  static boolean contain(PickleGlobal global) {
    String full = global.toString();
    // Only a name may lead from one thing to another by its dots; a module is found as a whole.
    boolean leadsOut = Arrays.stream(global.name().split("\\.")).anyMatch(WAYS_OUT::contains);
    boolean builtin = isBuiltin(global) && BUILTINS.contains(global.name());
    return leadsOut
        || builtin
        || FUNCTIONS.contains(full)
        || !HARMLESS.contains(full)
            && MODULES.stream().anyMatch(module -> full.startsWith(module + "."));
  }

  static boolean isBuiltin(PickleGlobal global) {
    return global.module().equals("builtins") || global.module().equals("__builtin__");
  }
}
