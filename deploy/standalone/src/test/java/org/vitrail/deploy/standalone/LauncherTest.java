package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the real launcher script against a small source tree, a JDK and a Maven that only take
 * notes.
 */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("../../vitrail");
  private static final String TOOLS =
      "awk basename bash cat cksum cp cut dirname find grep head ls mkdir mv readlink rm sed sh sleep sort tail tee"
          + " tr uname xargs";

  private record Ended(int code, String out, String err) {}

  @TempDir Path temp;
  private Path clone;
  private Path tools;
  private Path jdk;

  @BeforeEach
  void makeCloneAndTools() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "the launcher needs bash");
    clone = Files.createDirectories(temp.toRealPath().resolve("a clone"));
    executable(clone.resolve("vitrail"), Files.readString(LAUNCHER));
    Files.writeString(clone.resolve("pom.xml"), "<project/>");
    write(clone.resolve("config/src/main/java/A.java"), "class A {}");
    write(clone.resolve("config/vitrail.yaml"), "web:\n");
    Files.createDirectories(clone.resolve("deploy/standalone"));

    tools = Files.createDirectory(temp.resolve("tools"));
    for (String tool : TOOLS.split(" ")) {
      Stream.of("/bin/", "/usr/bin/")
          .map(folder -> Path.of(folder + tool))
          .filter(Files::exists)
          .findFirst()
          .ifPresent(program -> link(tools.resolve(tool), program));
    }
    jdk = jdk("jdk-17", "17.0.1");
    maven("3.9.1", "");
  }

  @Test
  void the_first_start_builds_and_every_start_runs_the_program() throws Exception {
    Ended first = launch(clone, "./vitrail", "imagine", "two words");
    assertThat(first.code()).as(first.err()).isEqualTo(7);
    assertThat(first.err()).contains("first start: building", "module 1 of 2: config");
    assertThat(first.out())
        .contains("[org.vitrail.deploy.standalone.Main]\n[imagine]\n[two words]\n")
        .contains("[-Dvitrail.home=" + clone + "]", "[-Dvitrail.log.format=json]")
        .contains("[-Djava.awt.headless=true]");

    Ended second = launch(clone, "./vitrail", "--help");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void it_finds_its_folder_through_links_and_from_elsewhere() throws Exception {
    link(temp.resolve("vit"), Path.of("a clone/vitrail"));
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    link(elsewhere.resolve("v"), Path.of("../vit"));

    assertThat(launch(elsewhere, "./v").out()).contains("[-Dvitrail.home=" + clone + "]");
    assertThat(launch(elsewhere, "../a clone/vitrail").code()).isEqualTo(7);
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void it_builds_again_when_sources_changed_but_not_when_settings_did() throws Exception {
    launch(clone, "./vitrail");
    write(clone.resolve("config/vitrail.yaml"), "web:\n  port: 1\n");
    launch(clone, "./vitrail");
    assertThat(builds()).isEqualTo(1);

    write(clone.resolve("config/src/main/java/A.java"), "class A { int b; }");
    assertThat(launch(clone, "./vitrail").err()).contains("the sources changed");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void a_jar_that_maven_lost_is_fetched_by_a_new_build() throws Exception {
    launch(clone, "./vitrail");
    Files.delete(temp.resolve("library.jar"));

    assertThat(launch(clone, "./vitrail").code()).isEqualTo(7);
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void two_launchers_at_once_build_once() throws Exception {
    maven("3.9.1", "sleep 2");
    Process first = start(clone, Map.of(), "./vitrail");
    Process second = start(clone, Map.of(), "./vitrail");

    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(List.of(first.exitValue(), second.exitValue())).containsExactly(7, 7);
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void the_lock_of_a_launcher_that_was_killed_is_taken_away() throws Exception {
    Process dead = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
    dead.waitFor();
    write(clone.resolve("deploy/standalone/target/launcher/lock/pid"), dead.pid() + "\n");

    assertThat(launch(clone, "./vitrail").code()).isEqualTo(7);
    assertThat(clone.resolve("deploy/standalone/target/launcher/lock")).doesNotExist();
  }

  @Test
  void a_build_that_fails_shows_the_end_of_its_log_and_what_to_do() throws Exception {
    maven("3.9.1", "echo '[ERROR] A.java:[1,1] no such thing'; exit 1");
    Ended ended = launch(clone, "./vitrail");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains("[ERROR] A.java:[1,1] no such thing", "The whole log: ", "build.log");
    assertThat(clone.resolve("deploy/standalone/target/launcher/lock")).doesNotExist();

    maven("3.9.1", "echo '[ERROR] Could not transfer artifact x:y'; exit 1");
    assertThat(launch(clone, "./vitrail").err()).contains("Check the network");
  }

  @Test
  void without_a_jdk_it_names_the_remedy() throws Exception {
    Ended ended =
        launch(clone, Map.of("JAVA_HOME", jdk("jdk-11", "11.0.2").toString()), "./vitrail");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("a JDK 17 or newer is needed.", "jdk-11 (11)", "nstall");
  }

  @Test
  void a_jre_is_no_jdk_but_a_jdk_on_the_path_will_do() throws Exception {
    Path jre = jdk("jre", "21");
    Files.delete(jre.resolve("bin/javac"));
    link(tools.resolve("javac"), jdk.resolve("bin/javac"));

    assertThat(launch(clone, Map.of("JAVA_HOME", jre.toString()), "./vitrail").code()).isEqualTo(7);
  }

  @Test
  void without_a_recent_maven_it_names_the_remedy() throws Exception {
    maven("3.6.3", "");
    assertThat(launch(clone, "./vitrail").err())
        .contains("Maven 3.8 or newer is needed to build; mvn says it is 3.6.3.");

    Files.delete(tools.resolve("mvn"));
    Ended ended = launch(clone, "./vitrail");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("Maven 3.8 or newer is needed to build. Install it: ");
  }

  @Test
  void the_env_file_is_read_and_never_executed() throws Exception {
    write(
        clone.resolve(".env"),
        "# a comment\n\nREDIS_URL=redis://:p$(touch hacked)w@h\nexport A='quoted words'\nB=from file\r\n");
    Ended ended = launch(clone, Map.of("B", "from environment"), "./vitrail");

    assertThat(ended.out())
        .contains("REDIS_URL=redis://:p$(touch hacked)w@h\n", "A=quoted words\n")
        .contains("B=from environment\n");
    assertThat(clone.resolve("hacked")).doesNotExist();

    write(clone.resolve(".env"), "REDIS_URL = spaces\n");
    Ended wrong = launch(clone, "./vitrail");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains(".env, line 1: this is not of the form KEY=VALUE");
  }

  @Test
  void options_for_java_and_the_log_format_can_be_set() throws Exception {
    Ended ended =
        launch(
            clone,
            Map.of("VITRAIL_JAVA_OPTS", "-Xmx1g -Dx=y", "VITRAIL_LOG_FORMAT", "text"),
            "./vitrail");

    assertThat(ended.out()).contains("[-Xmx1g]\n[-Dx=y]\n", "[-Dvitrail.log.format=text]");
  }

  private int builds() throws IOException {
    return Files.readAllLines(temp.resolve("builds")).size();
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = temp.toRealPath().resolve(name);
    write(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Files.createDirectories(home.resolve("bin"));
    executable(
        home.resolve("bin/java"),
        "#!/bin/bash\nprintf '[%s]\\n' \"$@\"\nfor v in REDIS_URL A B; do echo \"$v=${!v:-}\"; done\nexit 7\n");
    executable(home.resolve("bin/javac"), "#!/bin/bash\n");
    return home;
  }

  private void maven(String version, String step) throws IOException {
    executable(
        tools.resolve("mvn"),
        """
        #!/bin/bash
        if [ "$1" = -v ]; then echo "Apache Maven %s (x)"; exit; fi
        echo build >>"%s/builds"
        echo "[INFO] Building Vitrail :: config 0.1.0-SNAPSHOT                 [1/2]"
        %s
        mkdir -p deploy/standalone/target
        echo jar >deploy/standalone/target/vitrail-standalone-0.1.jar
        echo jar >"%s/library.jar"
        printf '%%s' "%s/library.jar" >deploy/standalone/target/classpath
        """
            .formatted(version, temp, step, temp, temp));
  }

  private Ended launch(Path folder, String... command) throws Exception {
    return launch(folder, Map.of(), command);
  }

  private Ended launch(Path folder, Map<String, String> environment, String... command)
      throws Exception {
    Process process = start(folder, environment, command);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        Files.readString(temp.resolve("out-" + process.pid())),
        Files.readString(temp.resolve("err-" + process.pid())));
  }

  private Process start(Path folder, Map<String, String> environment, String... command)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("/bin/bash", "-c"));
    line.add("exec \"$@\" >\"$NOTES/out-$$\" 2>\"$NOTES/err-$$\"");
    line.add("launch");
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", tools.toString(), "NOTES", temp.toString()));
    builder.environment().putAll(Map.of("JAVA_HOME", jdk.toString(), "LC_ALL", "C.UTF-8"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static void link(Path link, Path target) {
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void executable(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    write(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
