package org.vitrail.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * One tree of values out of several layers, which remembers for each key path where its value was
 * written.
 */
final class Origins {
  /** The file or variable of a value, and the key as it stands there. */
  record Origin(String place, String key, boolean variable) {}

  private final ObjectNode tree;
  private final Map<String, Origin> origins = new HashMap<>();

  Origins(ObjectNode emptyTree) {
    this.tree = emptyTree;
  }

  ObjectNode tree() {
    return tree;
  }

  /**
   * Lays a file over what is there.
   *
   * @param mount the key under which the whole file goes, {@code ""} for the top
   */
  void add(String place, String mount, ObjectNode file) {
    ObjectNode target = mount.isEmpty() ? tree : child(tree, mount);
    merge(place, target, file, mount, "");
  }

  /** Lays a variable's value over what is there. */
  void add(String variable, String path, String value) {
    ObjectNode target = tree;
    String[] names = path.split("\\.");
    for (int depth = 0; depth < names.length - 1; depth++) {
      target = child(target, names[depth]);
    }
    target.put(names[names.length - 1], value);
    origins.put(path, new Origin(variable, "", true));
  }

  Origin of(String path) {
    for (String known = path; ; known = known.substring(0, known.lastIndexOf('.'))) {
      Origin origin = origins.get(known);
      if (origin != null) {
        String rest = path.substring(known.length());
        return new Origin(
            origin.place(), origin.variable() ? "" : origin.key() + rest, origin.variable());
      }
      if (known.lastIndexOf('.') < 0) {
        return new Origin("", path, false);
      }
    }
  }

  private void merge(String place, ObjectNode target, ObjectNode file, String mount, String below) {
    for (Map.Entry<String, JsonNode> field : file.properties()) {
      String key = join(below, field.getKey());
      origins.put(join(mount, key), new Origin(place, key, false));
      JsonNode there = target.get(field.getKey());
      if (there instanceof ObjectNode section && field.getValue() instanceof ObjectNode values) {
        merge(place, section, values, mount, key);
      } else if (there instanceof ObjectNode && isEmpty(field.getValue())) {
        continue; // a section whose lines are all commented out changes nothing
      } else if (field.getValue() instanceof ObjectNode values) {
        merge(place, target.putObject(field.getKey()), values, mount, key);
      } else {
        target.set(field.getKey(), field.getValue());
      }
    }
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isNull() || value.isTextual() && value.textValue().isEmpty();
  }

  private static ObjectNode child(ObjectNode parent, String name) {
    return parent.get(name) instanceof ObjectNode there ? there : parent.putObject(name);
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
