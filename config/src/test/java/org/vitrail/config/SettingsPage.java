package org.vitrail.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes {@code docs/SETTINGS.md}: every setting of the records, in their order. */
final class SettingsPage {
  /** Columns of running text, as in the other pages. */
  private static final int WIDTH = 120;

  private static final String HEAD =
      """
      <!-- Generated from the records in config/ and the comments in config/*.yaml; a test compares it. Do not edit:
           mvn -q test -pl config -Dtest=SettingsPageTest -Dupdate.settings=true -->

      # Settings

      """;

  private static final List<String> INTRODUCTION =
      List.of(
          "Every value has a default; a setting that you leave out changes nothing. Values stand in"
              + " [config/vitrail.yaml](../config/vitrail.yaml) and"
              + " [config/quotas.yaml](../config/quotas.yaml). A variable overrides a file, and"
              + " `.env` beside the launcher may hold variables"
              + " ([.env.example](../.env.example)).",
          "What is unknown or out of range ends in a sentence that names file, key, value and what"
              + " is allowed. Durations carry a unit: 500ms, 90s, 15m, 12h, 7d. Relative paths start"
              + " at the folder that holds `config/`. Secrets come from the environment or from"
              + " `.env`, never from a YAML file.");

  private final Comments comments = new Comments();
  private final StringBuilder text = new StringBuilder(HEAD);

  private SettingsPage() {
    comments.read(ConfigFolder.builtIn("vitrail.yaml"), "");
    comments.read(ConfigFolder.builtIn("quotas.yaml"), "quotas");
  }

  static String written() {
    SettingsPage page = new SettingsPage();
    INTRODUCTION.forEach(page::paragraph);
    Map<String, List<Setting>> sections = new LinkedHashMap<>();
    for (Setting setting : Setting.all()) {
      sections.computeIfAbsent(section(setting), name -> new ArrayList<>()).add(setting);
    }
    sections.forEach(page::section);
    return page.text.toString().strip() + "\n";
  }

  /** {@code worker} for {@code worker.lease}, {@code quotas.rate} for {@code quotas.rate.burst}. */
  private static String section(Setting setting) {
    if (setting.key().isEmpty()) {
      return "Variables only";
    }
    int dot = setting.key().lastIndexOf('.');
    return dot < 0 ? "Data" : setting.key().substring(0, dot);
  }

  private void section(String name, List<Setting> settings) {
    text.append("## ").append(name).append("\n\n");
    String explanation = comments.of(name);
    if (!explanation.isEmpty()) {
      paragraph(explanation);
    }
    if (name.startsWith("quotas")) {
      paragraph("In `config/quotas.yaml`, where the keys stand without `quotas.`.");
    }
    settings.forEach(this::setting);
  }

  private void setting(Setting setting) {
    boolean hasKey = !setting.key().isEmpty();
    String heading = hasKey ? setting.key() : setting.variable();
    text.append("### `").append(heading).append("`\n\n");
    List<String> facts = new ArrayList<>();
    if (hasKey) {
      facts.add("Variable: `" + setting.variable() + "`");
    }
    facts.add(
        setting.defaultValue().isEmpty()
            ? "Default: none"
            : "Default: `" + setting.defaultValue() + "`");
    facts.add("Allowed: " + plain(setting.allowed()));
    facts.forEach(fact -> text.append("- ").append(fact).append('\n'));
    text.append('\n');
    paragraph(setting.explanation());
  }

  private void paragraph(String words) {
    int column = 0;
    for (String word : plain(words).split(" ")) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        text.append('\n');
        column = 0;
      } else if (column > 0) {
        text.append(' ');
        column++;
      }
      text.append(word);
      column += word.length();
    }
    text.append("\n\n");
  }

  /** Keeps markdown from reading a star or an angle bracket as its own. */
  private static String plain(String words) {
    return words.replace("*", "\\*").replace("<", "\\<");
  }
}
