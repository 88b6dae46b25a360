package org.vitrail.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Turns a tree of values into records, key by component name: unknown keys, missing keys and values
 * of another type are errors that name the place, the key and what is allowed.
 */
final class Binder {
  private final Origins origins;

  Binder(Origins origins) {
    this.origins = origins;
  }

  <T extends Record> T bind(Class<T> type, ObjectNode node, String path) {
    RecordComponent[] components = type.getRecordComponents();
    refuseUnknownKeys(node, path, Arrays.stream(components).map(Check::key).toList());

    Object[] values = new Object[components.length];
    for (int index = 0; index < components.length; index++) {
      RecordComponent component = components[index];
      String key = Check.key(component);
      values[index] = value(component, node.get(key), Origins.join(path, key));
    }
    return construct(type, components, values, path);
  }

  private void refuseUnknownKeys(ObjectNode node, String path, List<String> known) {
    for (String name : new TreeSet<>(node.propertyStream().map(Map.Entry::getKey).toList())) {
      if (!known.contains(name)) {
        String meant =
            Nearest.to(name, known)
                .map(near -> " Did you mean " + near + "?")
                .orElse(" Known here: " + String.join(", ", known) + ".");
        String key = Origins.join(path, name);
        throw problem(key, Setting.adviceOnRenamed(key).orElse("there is no such key." + meant));
      }
    }
  }

  private Object value(RecordComponent component, JsonNode node, String path) {
    Class<?> type = component.getType();
    if (type == Optional.class) {
      return Optional.ofNullable(node)
          .map(there -> one(component, argument(component, 0), there, path));
    }
    if (node == null) {
      throw problem(path, "the key is missing; give " + Check.allowed(component) + ".");
    }
    if (type == List.class) {
      return list(component, node, path);
    }
    if (type == Map.class) {
      return map(component, node, path);
    }
    return one(component, type, node, path);
  }

  private Object one(RecordComponent component, Class<?> type, JsonNode node, String path) {
    if (!type.isRecord() && type != AllowedValues.class) {
      return scalar(component, type, node, path);
    }
    if (!(node instanceof ObjectNode section)) {
      throw notAllowed(component, node, path);
    }
    Class<? extends Record> form = type.isRecord() ? record(type) : form(type, section);
    return bind(form, section, path);
  }

  private static Class<? extends Record> record(Class<?> type) {
    return type.asSubclass(Record.class);
  }

  /** Of the forms that a section may have, the one that most of what is written fits. */
  private static Class<? extends Record> form(Class<?> sealed, ObjectNode section) {
    List<Class<? extends Record>> forms = new ArrayList<>();
    Arrays.stream(sealed.getPermittedSubclasses()).forEach(form -> forms.add(record(form)));
    return Collections.max(forms, Comparator.comparingLong(form -> fitting(form, section)));
  }

  private static long fitting(Class<? extends Record> form, ObjectNode section) {
    return Arrays.stream(form.getRecordComponents())
        .filter(it -> section.has(Check.key(it)))
        .filter(it -> it.getType() == List.class || isRead(it, section.get(Check.key(it))))
        .count();
  }

  private static boolean isRead(RecordComponent component, JsonNode node) {
    boolean isOptional = component.getType() == Optional.class;
    return read(isOptional ? argument(component, 0) : component.getType(), node).isPresent();
  }

  private List<Object> list(RecordComponent component, JsonNode node, String path) {
    if (!node.isArray()) {
      throw notAllowed(component, node, path);
    }
    List<Object> elements = new ArrayList<>();
    node.forEach(element -> elements.add(one(component, argument(component, 0), element, path)));
    return elements;
  }

  private Map<String, Object> map(RecordComponent component, JsonNode node, String path) {
    if (!(node instanceof ObjectNode section)) {
      throw notAllowed(component, node, path);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : section.properties()) {
      String below = Origins.join(path, field.getKey());
      values.put(field.getKey(), one(component, argument(component, 1), field.getValue(), below));
    }
    return values;
  }

  private Object scalar(RecordComponent component, Class<?> type, JsonNode node, String path) {
    Optional<?> value =
        origins.of(path).variable() ? parsed(type, node.asText()) : read(type, node);
    return value.orElseThrow(() -> notAllowed(component, node, path));
  }

  /** From YAML: a quoted number stays text, and text is no number. */
  private static Optional<?> read(Class<?> type, JsonNode node) {
    if (type == int.class) {
      return node.isInt() ? Optional.of(node.intValue()) : Optional.empty();
    }
    if (type == Long.class) {
      return node.isIntegralNumber() && node.canConvertToLong()
          ? Optional.of(node.longValue())
          : Optional.empty();
    }
    if (type == float.class) {
      return node.isNumber() ? Optional.of(node.floatValue()) : Optional.empty();
    }
    if (type == BigDecimal.class) {
      return node.isNumber() ? Optional.of(node.decimalValue()) : Optional.empty();
    }
    if (type == boolean.class || type == Boolean.class) {
      return node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty();
    }
    return node.isTextual() ? parsed(type, node.textValue()) : Optional.empty();
  }

  private static Optional<?> parsed(Class<?> type, String text) {
    try {
      if (type == int.class) {
        return Optional.of(Integer.valueOf(text.strip()));
      }
      if (type == float.class) {
        return Optional.of(Float.valueOf(text.strip()));
      }
      if (type == boolean.class) {
        return List.of("true", "false").contains(text)
            ? Optional.of(Boolean.valueOf(text))
            : Optional.empty();
      }
      if (type == Duration.class) {
        return Durations.parse(text);
      }
      if (type == ShardRange.class) {
        return ShardRange.parse(text);
      }
      if (type == Path.class) {
        return Optional.of(Path.of(text));
      }
      if (type.isEnum()) {
        return Arrays.stream(type.getEnumConstants())
            .filter(constant -> Check.word(constant).equals(text))
            .findFirst();
      }
      return Optional.of(text);
    } catch (NumberFormatException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private <T extends Record> T construct(
      Class<T> type, RecordComponent[] components, Object[] values, String path) {
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<T> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof SettingsException refused) {
        Origins.Origin origin = origins.of(Origins.join(path, refused.key()));
        throw refused.at(origin.place(), origin.key());
      }
      throw new IllegalStateException(type + " cannot be built", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be built", e);
    }
  }

  private static Class<?> argument(RecordComponent generic, int index) {
    return (Class<?>)
        ((ParameterizedType) generic.getGenericType()).getActualTypeArguments()[index];
  }

  private SettingsException notAllowed(RecordComponent component, JsonNode node, String path) {
    Origins.Origin origin = origins.of(path);
    String text = node.asText();
    boolean quoted = node.isTextual() && !origin.variable() && !text.isBlank();
    String written = quoted ? '"' + text + '"' : text;
    Object shown = node.isContainerNode() ? node : written;
    return SettingsException.notAllowed("", shown, Check.allowed(component))
        .at(origin.place(), origin.key());
  }

  private SettingsException problem(String path, String problem) {
    Origins.Origin origin = origins.of(path);
    return new SettingsException(origin.place(), origin.key(), problem);
  }
}
