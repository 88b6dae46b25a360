package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the real launcher script against a small source tree, a JDK and a Maven that only take
 * notes.
 */
class LauncherTest {
  @TempDir Path temp;
  private LauncherClone clone;

  @BeforeEach
  void makeClone() throws IOException {
    clone = new LauncherClone(temp);
  }

  @Test
  void the_first_start_builds_and_every_start_runs_the_program() throws Exception {
    LauncherClone.Ended first = clone.launch(clone.folder, "./vitrail", "imagine", "two words");
    assertThat(first.code()).as(first.err()).isEqualTo(7);
    assertThat(first.err()).contains("first start: building", "module 1 of 2: config");
    assertThat(first.out())
        .contains("[org.vitrail.deploy.standalone.Main]\n[imagine]\n[two words]\n")
        .contains("[-Dvitrail.home=" + clone.folder + "]", "[-Dvitrail.log.format=json]")
        .contains("[-Djava.awt.headless=true]");

    LauncherClone.Ended second = clone.launch(clone.folder, "./vitrail", "--help");
    assertThat(second.err()).isEmpty();
    assertThat(clone.builds()).isEqualTo(1);
  }

  @Test
  void it_finds_its_folder_through_links_and_from_elsewhere() throws Exception {
    LauncherClone.link(temp.resolve("vit"), Path.of("a clone/vitrail"));
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    LauncherClone.link(elsewhere.resolve("v"), Path.of("../vit"));

    assertThat(clone.launch(elsewhere, "./v").out())
        .contains("[-Dvitrail.home=" + clone.folder + "]");
    assertThat(clone.launch(elsewhere, "../a clone/vitrail").code()).isEqualTo(7);
    assertThat(clone.builds()).isEqualTo(1);
  }

  @Test
  void it_builds_again_when_sources_changed_but_not_when_settings_did() throws Exception {
    clone.launch(clone.folder, "./vitrail");
    LauncherClone.write(clone.folder.resolve("config/vitrail.yaml"), "web:\n  port: 1\n");
    clone.launch(clone.folder, "./vitrail");
    assertThat(clone.builds()).isEqualTo(1);

    LauncherClone.write(clone.folder.resolve("config/src/main/java/A.java"), "class A { int b; }");
    assertThat(clone.launch(clone.folder, "./vitrail").err()).contains("the sources changed");
    assertThat(clone.builds()).isEqualTo(2);
  }

  @Test
  void a_jar_that_maven_lost_is_fetched_by_a_new_build() throws Exception {
    clone.launch(clone.folder, "./vitrail");
    Files.delete(temp.resolve("library.jar"));

    assertThat(clone.launch(clone.folder, "./vitrail").code()).isEqualTo(7);
    assertThat(clone.builds()).isEqualTo(2);
  }

  @Test
  void two_launchers_at_once_build_once() throws Exception {
    clone.maven("3.9.1", "sleep 2");
    Process first = clone.start(clone.folder, Map.of(), "./vitrail");
    Process second = clone.start(clone.folder, Map.of(), "./vitrail");

    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(List.of(first.exitValue(), second.exitValue())).containsExactly(7, 7);
    assertThat(clone.builds()).isEqualTo(1);
  }

  @Test
  void the_lock_of_a_launcher_that_was_killed_is_taken_away() throws Exception {
    Process dead = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
    dead.waitFor();
    LauncherClone.write(
        clone.folder.resolve("deploy/standalone/target/launcher/lock/pid"), dead.pid() + "\n");

    assertThat(clone.launch(clone.folder, "./vitrail").code()).isEqualTo(7);
    assertThat(clone.folder.resolve("deploy/standalone/target/launcher/lock")).doesNotExist();
  }

  @Test
  void a_build_that_fails_shows_the_end_of_its_log_and_what_to_do() throws Exception {
    clone.maven("3.9.1", "echo '[ERROR] A.java:[1,1] no such thing'; exit 1");
    LauncherClone.Ended ended = clone.launch(clone.folder, "./vitrail");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains("[ERROR] A.java:[1,1] no such thing", "The whole log: ", "build.log");
    assertThat(clone.folder.resolve("deploy/standalone/target/launcher/lock")).doesNotExist();

    clone.maven("3.9.1", "echo '[ERROR] Could not transfer artifact x:y'; exit 1");
    assertThat(clone.launch(clone.folder, "./vitrail").err()).contains("Check the network");
  }

  @Test
  void without_a_jdk_it_names_the_remedy() throws Exception {
    LauncherClone.Ended ended =
        clone.launch(
            clone.folder,
            Map.of("JAVA_HOME", clone.jdk("jdk-11", "11.0.2").toString()),
            "./vitrail");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("a JDK 17 or newer is needed.", "jdk-11 (11)", "nstall");
  }

  @Test
  void a_jre_is_no_jdk_but_a_jdk_on_the_path_will_do() throws Exception {
    Path jre = clone.jdk("jre", "21");
    Files.delete(jre.resolve("bin/javac"));
    LauncherClone.link(clone.tools.resolve("javac"), clone.jdk.resolve("bin/javac"));

    assertThat(clone.launch(clone.folder, Map.of("JAVA_HOME", jre.toString()), "./vitrail").code())
        .isEqualTo(7);
  }

  @Test
  void without_a_recent_maven_it_names_the_remedy() throws Exception {
    clone.maven("3.6.3", "");
    assertThat(clone.launch(clone.folder, "./vitrail").err())
        .contains("Maven 3.8 or newer is needed to build; mvn says it is 3.6.3.");

    Files.delete(clone.tools.resolve("mvn"));
    LauncherClone.Ended ended = clone.launch(clone.folder, "./vitrail");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("Maven 3.8 or newer is needed to build. Install it: ");
  }

  @Test
  void options_for_java_and_the_log_format_can_be_set() throws Exception {
    LauncherClone.Ended ended =
        clone.launch(
            clone.folder,
            Map.of("VITRAIL_JAVA_OPTS", "-Xmx1g -Dx=y", "VITRAIL_LOG_FORMAT", "text"),
            "./vitrail");

    assertThat(ended.out()).contains("[-Xmx1g]\n[-Dx=y]\n", "[-Dvitrail.log.format=text]");
  }

  @Test
  void a_copied_checkout_is_built_already() throws Exception {
    clone.launch(clone.folder, "./vitrail");
    Path copy = temp.toRealPath().resolve("josé's copy");
    new ProcessBuilder("cp", "-r", clone.folder.toString(), copy.toString()).start().waitFor();

    LauncherClone.Ended ended = clone.launch(copy, "./vitrail");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).contains("[-Dvitrail.home=" + copy + "]", "[" + copy + "/deploy/");
    assertThat(clone.builds()).isEqualTo(1);
  }
}
