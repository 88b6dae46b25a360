package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Properties;
import java.util.function.Function;
import org.vitrail.inference.model.RandomSource;
import org.vitrail.inference.model.family.ModelShape;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.Precision;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The {@code vitrail} command: its list of subcommands and how it ends. Exit codes: 0 done, 1
 * failed, 2 wrong usage, 130 and 143 ended by Ctrl-C and SIGTERM.
 */
@Command(
    name = "vitrail",
    description = "A self-hosted text-to-image bot.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Settings are explained in config/vitrail.yaml, variables in .env.example."})
public final class Main implements Runnable {
  private static final String POM = "/META-INF/maven/org.vitrail/vitrail-standalone/pom.properties";

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log more (also prompts), and show stack traces of errors.")
  private boolean verbose;

  public static void main(String[] arguments) {
    // Pictures are drawn without a screen. A DISPLAY that leads nowhere, as an old ssh leaves it
    // behind, would make the JDK's own classes fail for as long as the process lives.
    System.setProperty("java.awt.headless", "true");
    if (Arrays.asList(arguments).contains("--verbose")) {
      // Before the first logger is made: Logback reads it once.
      System.setProperty("VITRAIL_LOG_LEVEL", "DEBUG");
    }
    Signals.takeOver();
    int code = commandLine().execute(arguments);
    Signals.awaitEndIfAsked();
    System.exit(code);
  }

  /** The command with all its subcommands. */
  static CommandLine commandLine() {
    return commandLine(Installation.here());
  }

  /**
   * The command for another installation; only drawing, jobs and what concerns models ask for it so
   * far.
   */
  static CommandLine commandLine(Installation installation) {
    return new CommandLine(new Main())
        .addSubcommand(new UpCommand())
        .addSubcommand(new BotCommand())
        .addSubcommand(new WorkerCommand())
        .addSubcommand(ImagineCommand.commandLine(installation))
        .addSubcommand(UpscaleCommand.commandLine(installation))
        .addSubcommand(StickerCommand.commandLine(installation))
        .addSubcommand(ReconstructCommand.commandLine(installation))
        .addSubcommand(ModelsCommand.commandLine(installation))
        .addSubcommand(new BenchCommand(installation))
        .addSubcommand(new LoadCommand())
        .addSubcommand(ProgramsCommand.commandLine(installation))
        .addSubcommand(new Doctor())
        .addSubcommand(new JobsCommand(installation))
        .addSubcommand(new ChaosCommand())
        .addSubcommand(new OperatorKeyCommand())
        .registerConverter(ComputeDevice.class, converter(ComputeDevice::of))
        .registerConverter(Precision.class, converter(Precision::of))
        .registerConverter(RandomSource.class, converter(RandomSource::of))
        .registerConverter(ModelShape.class, converter(ModelShape::of))
        .registerConverter(Adapter.class, converter(Adapter::of))
        .setParameterExceptionHandler(new UsageSentences())
        .setExecutionExceptionHandler(new ErrorSentences())
        // Prompts may begin with @ or with a hyphen and letters.
        .setExpandAtFiles(false)
        .setPosixClusteredShortOptionsAllowed(false)
        .setUsageHelpAutoWidth(true);
  }

  /** The reader's own sentence becomes the usage error, before any work is begun. */
  private static <T> ITypeConverter<T> converter(Function<String, T> reader) {
    return text -> {
      try {
        return reader.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  /** Without a subcommand there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Please name a command.");
  }

  /** The version that Maven wrote into the jar. */
  static String version() {
    Properties pom = new Properties();
    try (InputStream in = Main.class.getResourceAsStream(POM)) {
      if (in != null) {
        pom.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pom.getProperty("version", "(unpackaged)");
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "vitrail " + version(), "Java " + Runtime.version() + ", " + System.getProperty("os.name")
      };
    }
  }
}
