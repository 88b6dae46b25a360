package org.vitrail.deploy.standalone;

import java.nio.file.Path;
import java.util.List;

/** The real program in a process of its own, for what only a process shows. */
public final class MainProcess {
  private MainProcess() {}

  /** To be started with the tests' class path; where its words go is the caller's choice. */
  public static ProcessBuilder of(String... arguments) {
    ProcessBuilder program =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx320m",
            // As the tests' own JVM: it lives too short to earn back more.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    program.command().addAll(List.of(arguments));
    return program;
  }
}
