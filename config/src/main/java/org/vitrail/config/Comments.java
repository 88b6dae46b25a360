package org.vitrail.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comments above the keys of our own YAML files (two spaces a level), by key path. */
final class Comments {
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z0-9]+):.*");

  private final Map<String, String> byKey = new HashMap<>();

  void read(String yaml, String mount) {
    List<String> path = new ArrayList<>();
    StringBuilder comment = new StringBuilder();
    for (String line : yaml.split("\n")) {
      Matcher key = KEY.matcher(line);
      if (line.isBlank()) {
        comment.setLength(0);
      } else if (line.strip().startsWith("#")) {
        comment.append(line.strip().substring(1).strip()).append(' ');
      } else if (key.matches()) {
        int level = key.group(1).length() / 2;
        path.subList(level, path.size()).clear();
        path.add(key.group(2));
        byKey.put(Origins.join(mount, String.join(".", path)), comment.toString().strip());
        comment.setLength(0);
      }
    }
  }

  /** The comment's text on one line, {@code ""} if the key has none. */
  String of(String key) {
    return byKey.getOrDefault(key, "");
  }
}
