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

/**
 * The real launcher script in a small source tree, with a JDK and a Maven that only take notes. The
 * program that it starts prints its arguments, some variables and the locale's encoding, and ends
 * with 7.
 */
final class LauncherClone {
  private static final Path LAUNCHER = Path.of("../../vitrail");
  private static final String TOOLS =
      "awk basename bash cat cksum cp cut dirname find grep head locale ls mkdir mv readlink rm sed"
          + " sh sleep sort tail tee tr uname xargs";

  /** How a launcher ended. */
  record Ended(int code, String out, String err) {}

  final Path temp;
  final Path folder;
  final Path tools;
  final Path jdk;

  LauncherClone(Path temp) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "the launcher needs bash");
    this.temp = temp;
    folder = Files.createDirectories(temp.toRealPath().resolve("a clone"));
    executable(folder.resolve("vitrail"), Files.readString(LAUNCHER));
    Files.writeString(folder.resolve("pom.xml"), "<project/>");
    write(folder.resolve("config/src/main/java/A.java"), "class A {}");
    write(folder.resolve("config/vitrail.yaml"), "web:\n");
    Files.createDirectories(folder.resolve("deploy/standalone"));

    tools = Files.createDirectory(temp.resolve("tools"));
    for (String tool : TOOLS.split(" ")) {
      Stream.of("/bin/", "/usr/bin/")
          .map(place -> Path.of(place + tool))
          .filter(Files::exists)
          .findFirst()
          .ifPresent(program -> link(tools.resolve(tool), program));
    }
    jdk = jdk("jdk-17", "17.0.1");
    maven("3.9.1", "");
  }

  int builds() throws IOException {
    return Files.readAllLines(temp.resolve("builds")).size();
  }

  Path jdk(String name, String version) throws IOException {
    Path home = temp.toRealPath().resolve(name);
    write(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Files.createDirectories(home.resolve("bin"));
    executable(
        home.resolve("bin/java"),
        """
        #!/bin/bash
        printf '[%s]\\n' "$@"
        for v in REDIS_URL A B; do echo "$v=${!v:-}"; done
        echo "charmap=$(locale charmap 2>&1)"
        exit 7
        """);
    executable(home.resolve("bin/javac"), "#!/bin/bash\n");
    return home;
  }

  void maven(String version, String step) throws IOException {
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

  Ended launch(Path folder, String... command) throws Exception {
    return launch(folder, Map.of(), command);
  }

  Ended launch(Path folder, Map<String, String> environment, String... command) throws Exception {
    Process process = start(folder, environment, command);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        Files.readString(temp.resolve("out-" + process.pid())),
        Files.readString(temp.resolve("err-" + process.pid())));
  }

  Process start(Path folder, Map<String, String> environment, String... command)
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

  static void link(Path link, Path target) {
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static void executable(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    write(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
