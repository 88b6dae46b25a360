package org.vitrail.deploy.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.protocol.ImageStore;

/** Who may know whom, over all modules: what Maven's module graph leaves open. */
@Tag("slow")
@ArchTag("slow")
@AnalyzeClasses(
    packages = "org.vitrail",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  /**
   * Tests of other modules come as classes, or as jars once these are packed; the fake platforms
   * are for tests and for chaos alone.
   */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar") && !location.contains("/org/vitrail/bot/testing/");
    }
  }

  private static final String CONFIG = "org.vitrail.config..";
  private static final String NETWORK = "org.vitrail.network..";
  private static final String PROTOCOL = "org.vitrail.inference.protocol..";
  private static final String PROMPT = "org.vitrail.inference.prompt..";
  private static final String FETCH = "org.vitrail.inference.fetch..";
  private static final String MODEL = "org.vitrail.inference.model..";
  private static final String FAMILIES = "org.vitrail.inference.model.family..";
  private static final String TENSOR = "org.vitrail.inference.model.tensor";
  private static final String TEXT = "org.vitrail.inference.model.text";
  private static final String WORKER = "org.vitrail.inference.worker..";
  private static final String BOT = "org.vitrail.bot..";
  private static final String COMMAND = "org.vitrail.bot.command..";
  private static final String QUOTA = "org.vitrail.bot.quota..";
  private static final String DISCORD = "org.vitrail.bot.discord..";
  private static final String TELEGRAM = "org.vitrail.bot.telegram..";
  private static final String STANDALONE = "org.vitrail.deploy.standalone..";

  @ArchTest static final ArchRule config_knows_no_other_module = knowsOnlyItself(CONFIG);

  @ArchTest static final ArchRule the_protocol_knows_no_other_module = knowsOnlyItself(PROTOCOL);

  @ArchTest
  static final ArchRule the_way_of_writing_prompts_knows_no_other = knowsOnlyItself(PROMPT);

  @ArchTest
  static final ArchRule the_image_model_knows_how_prompts_are_written_and_no_other_module =
      knowsOnlyItself(MODEL, PROMPT);

  /**
   * Time is handed in, so that tests move it; whoever puts parts together hands in the machine's.
   * Who measures how fast the machine is, and who waits for a process or a download, asks it.
   */
  @ArchTest
  static final ArchRule nobody_but_the_time_source_asks_the_machine_for_the_time =
      noClasses()
          .that(not(simpleNames("TimeSource.SystemTime", "Pauses", "JobClaims")))
          .and(
              not(
                  simpleNames(
                      "Benchmark",
                      "MachineRates",
                      "StepTiming",
                      "BenchCommand",
                      "AdmissionBenchmark")))
          .and(not(simpleNames("NativeFolder", "WeightsHash")))
          .should()
          .accessTargetWhere(asksTheMachineForTheTime());

  @ArchTest
  static final ArchRule the_network_knows_the_settings_only = knowsOnlyItself(NETWORK, CONFIG);

  @ArchTest
  static final ArchRule downloading_knows_the_catalogue_and_the_network_only =
      knowsOnlyItself(FETCH, CONFIG, NETWORK);

  @ArchTest
  static final ArchRule the_rules_of_quota_know_the_settings_only = knowsOnlyItself(QUOTA, CONFIG);

  @ArchTest
  static final ArchRule commands_know_nothing_of_what_carries_them_out =
      knowsOnlyItself(COMMAND, CONFIG, PROTOCOL, PROMPT, QUOTA);

  @ArchTest
  static final ArchRule only_the_process_that_joins_them_downloads =
      noClasses()
          .that()
          .resideOutsideOfPackages(FETCH, STANDALONE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(FETCH);

  @ArchTest
  static final ArchRule no_bot_sees_the_image_model_or_the_worker =
      noClasses()
          .that()
          .resideInAPackage(BOT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(MODEL, WORKER);

  /** What a model draws with is its own; tokens by which people sign in are another thing. */
  @ArchTest
  static final ArchRule protocol_and_bot_know_no_token =
      noMembers()
          .that()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(PROTOCOL, COMMAND, QUOTA, "org.vitrail.bot.core..")
          .and()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackage("org.vitrail.bot.core.operator")
          .should()
          .haveNameMatching("(?i).*token.*");

  /** Numbers in a row, as tokens are; a model's state crosses the queue as bytes. */
  @ArchTest
  static final ArchRule the_protocols_records_carry_no_rows_of_numbers =
      noFields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage(PROTOCOL)
          .and()
          .areDeclaredInClassesThat()
          .areRecords()
          .should()
          .haveRawType(int[].class)
          .orShould()
          .haveRawType(int[][].class)
          .orShould()
          .haveRawType(long[].class);

  @ArchTest
  static final ArchRule the_worker_sees_no_bot_and_no_settings =
      noClasses()
          .that()
          .resideInAPackage(WORKER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(BOT, CONFIG);

  @ArchTest
  static final ArchRule the_worker_imports_no_family =
      noClasses()
          .that()
          .resideInAPackage(WORKER)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(FAMILIES);

  @ArchTest
  static final ArchRule nobody_knows_the_process_that_joins_them =
      noClasses()
          .that()
          .resideOutsideOfPackage(STANDALONE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(STANDALONE);

  @ArchTest
  static final ArchRule the_bots_core_has_no_chat_and_no_web_library =
      noClasses()
          .that()
          .resideInAnyPackage("org.vitrail.bot.core..", COMMAND)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.vitrail.bot.web..",
              DISCORD,
              TELEGRAM,
              "io.javalin..",
              "jakarta.servlet..",
              "org.eclipse.jetty..",
              "net.dv8tion..",
              "org.telegram..");

  @ArchTest
  static final ArchRule discords_library_is_known_to_its_adapter_only =
      noClasses()
          .that()
          .resideOutsideOfPackage(DISCORD)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.dv8tion..");

  @ArchTest
  static final ArchRule telegrams_library_is_known_to_its_adapter_only =
      noClasses()
          .that()
          .resideOutsideOfPackage(TELEGRAM)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.telegram..");

  @ArchTest
  static final ArchRule only_chaos_knows_the_fake_platforms =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.vitrail.deploy.standalone.chaos")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.vitrail.bot.testing..");

  @ArchTest
  static final ArchRule adapters_know_nothing_of_each_other =
      slices().matching("org.vitrail.bot.(web|discord|telegram)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule families_know_nothing_of_each_other =
      slices().matching("org.vitrail.inference.model.family.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule families_are_known_to_their_list_the_export_and_the_process_only =
      noClasses()
          .that()
          .resideOutsideOfPackages(FAMILIES, "org.vitrail.inference.model.export", STANDALONE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(FAMILIES);

  @ArchTest
  static final ArchRule the_worker_knows_models_and_pictures_but_not_how_they_are_drawn =
      noClasses()
          .that()
          .resideInAPackage(WORKER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              FAMILIES,
              "org.vitrail.inference.model.tokens..",
              "org.vitrail.inference.model.codec.vqgan..",
              "org.vitrail.inference.model.codec.dvae..",
              "org.vitrail.inference.model.codec.published..",
              "org.vitrail.inference.model.weights..");

  @ArchTest
  static final ArchRule folders_of_the_image_model_depend_on_each_other_in_one_direction =
      slices().matching("org.vitrail.inference.model.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule only_tensors_and_the_tokenizer_know_djl =
      noClasses()
          .that()
          .resideOutsideOfPackages(TENSOR, TEXT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule the_tokenizer_knows_no_more_of_djl_than_its_tokenizers =
      noClasses()
          .that()
          .resideInAPackage(TEXT)
          .should()
          .dependOnClassesThat(
              resideInAPackage("ai.djl..").and(not(resideInAPackage("ai.djl.huggingface.."))));

  /** Telegram's webhook sends a thing once, so its adapter keeps it before it answers. */
  private static final String INBOX = "org.vitrail.bot.telegram.Inbox";

  @ArchTest
  static final ArchRule redis_is_spoken_to_by_the_protocol_the_core_and_the_process_only =
      noClasses()
          .that()
          .resideOutsideOfPackages(PROTOCOL, "org.vitrail.bot.core..", STANDALONE)
          .and()
          .doNotHaveFullyQualifiedName(INBOX)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("redis.clients..", "redis.embedded..")
                  .and(not(assignableTo(Exception.class))));

  /** The queue reads nothing but the pictures that people sent to begin from. */
  @ArchTest
  static final ArchRule pictures_leave_through_the_gate_only =
      noClasses()
          .that()
          .resideInAPackage(BOT)
          .and()
          .resideOutsideOfPackages("org.vitrail.bot.core.imagesafety", "org.vitrail.bot.core.queue")
          .should()
          .callMethod(ImageStore.class, "get", String.class, String.class);

  @ArchTest
  static final ArchRule redis_exceptions_are_known_to_the_worker_besides =
      noClasses()
          .that()
          .resideOutsideOfPackages(PROTOCOL, "org.vitrail.bot.core..", STANDALONE, WORKER)
          .and()
          .doNotHaveFullyQualifiedName(INBOX)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("redis.clients..");

  @ArchTest
  static final ArchRule packages_depend_on_each_other_in_one_direction =
      slices().assignedFrom(new Packages()).should().beFreeOfCycles();

  /** As {@link #packages_depend_on_each_other_in_one_direction}, for what a reader sees first. */
  @ArchTest
  static final ArchRule folders_depend_on_each_other_in_one_direction =
      slices().assignedFrom(new Folders()).should().beFreeOfCycles();

  @Test
  void every_package_says_what_it_is() throws IOException {
    Path instance = Path.of("").toAbsolutePath().getParent().getParent();
    try (Stream<Path> files = Files.walk(instance)) {
      Set<Path> packages =
          files
              .filter(file -> file.toString().contains("src/main/java"))
              .filter(file -> file.toString().endsWith(".java"))
              .map(Path::getParent)
              .collect(Collectors.toSet());

      assertThat(packages).hasSizeGreaterThan(10);
      assertThat(packages)
          .allSatisfy(
              folder ->
                  assertThat(folder.resolve("package-info.java")).content().startsWith("/**"));
    }
  }

  private static ArchRule knowsOnlyItself(String home, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(home)
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.vitrail..")
                .and(not(resideInAPackage(home)))
                .and(not(resideInAnyPackage(others))));
  }

  /** A slice for each package, so that a module's own package counts like those below it. */
  private static final class Packages implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      String name = javaClass.getPackageName();
      return name.startsWith("org.vitrail") ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "the packages of the house";
    }
  }

  /** A slice for each folder of a module with all that is below it; the module's own is another. */
  private static final class Folders implements SliceAssignment {
    private static final Pattern FOLDER =
        Pattern.compile("(org\\.vitrail\\.(?:(?:bot|inference|deploy)\\.)?\\w+(?:\\.\\w+)?).*");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      Matcher folder = FOLDER.matcher(javaClass.getPackageName());
      return folder.matches() ? SliceIdentifier.of(folder.group(1)) : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "the folders of the house, each with what is below it";
    }
  }

  /** These classes and what is inside them. */
  private static DescribedPredicate<JavaClass> simpleNames(String... names) {
    List<String> ends = Stream.of(names).map(name -> name.replace('.', '$')).toList();
    return DescribedPredicate.describe(
        "called " + ends,
        type ->
            ends.stream()
                .anyMatch(
                    end ->
                        type.getName().endsWith("." + end)
                            || type.getName().contains("." + end + "$")));
  }

  private static DescribedPredicate<JavaAccess<?>> asksTheMachineForTheTime() {
    return DescribedPredicate.describe(
        "asks the machine for the time",
        access -> {
          if (!(access instanceof JavaMethodCall)) {
            return false;
          }
          String type = access.getTargetOwner().getName();
          String called = access.getTarget().getName();
          return (type.equals("java.lang.System")
                  && (called.equals("nanoTime") || called.equals("currentTimeMillis")))
              || (type.equals("java.time.Clock") && called.startsWith("system"))
              || (type.startsWith("java.time.") && called.equals("now"))
              || called.equals("systemTicker");
        });
  }
}
