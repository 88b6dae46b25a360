package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.vitrail.config.ByteSize;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.model.export.ExportedNetworks;
import org.vitrail.inference.model.export.ProgramsExport;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.family.dallemini.DalleMiniFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrail programs export}: a folder from which a GPU is checked without Java. */
@Command(
    name = "export",
    description = {
      "Writes every network's program, with inputs and what this processor makes of them, into a"
          + " folder of about 60 MB.",
      "A machine with a GPU and PyTorch for Python checks and times them with"
          + " inference/model/src/test/cuda/check.py; it needs neither Java nor Vitrail."
    })
final class ProgramsExportCommand implements Callable<Integer> {
  private final Installation installation;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description = "A folder that is new or empty, or holds an earlier export.")
  private Path folder;

  ProgramsExportCommand(Installation installation) {
    this.installation = installation;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      requireOwn(folder);
      Files.createDirectories(folder);
      ModelShelf shelf = ModelShelf.of(installation, installation.settings());
      shelf.chooseNatives();
      DalleMiniFiles bundled = new DalleMiniFiles(BundledModel.unpack(shelf.bundledFolder()));
      ProgramsExport.write(
          folder,
          ExportedNetworks.all(bundled),
          name -> {
            out.println("Writing " + name + " …");
            out.flush();
          });
      out.printf(
          "%s holds %s. On a machine with PyTorch:%n  python3 check.py %s%n",
          folder, ByteSize.text(size(folder)), folder);
      out.flush();
      return 0;
    } catch (IOException e) {
      FileTrouble trouble = FileTrouble.of(e);
      throw new StandaloneException(
          "%s cannot be written: %s. %s, or name another folder."
              .formatted(folder, trouble.what(), trouble.help()),
          e);
    }
  }

  /** Nothing of somebody else's is written over. */
  private static void requireOwn(Path folder) throws IOException {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw new StandaloneException(existing + " is a file. Name a folder that is new or empty.");
    }
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.exists(folder.resolve(ProgramsExport.MANIFEST))) {
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw new StandaloneException(
              folder + " holds other files. Name a folder that is new or empty.");
        }
      }
    }
  }

  private static long size(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }
}
