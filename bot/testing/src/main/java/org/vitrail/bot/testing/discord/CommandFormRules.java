package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Refuses what Discord would refuse in the definitions of commands. */
final class CommandFormRules {
  private static final Pattern NAME =
      Pattern.compile("[-_'\\p{L}\\p{N}\\p{sc=Deva}\\p{sc=Thai}]{1,32}");
  private static final Set<String> LOCALES =
      Set.of(
          "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl",
          "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi",
          "th", "zh-CN", "ja", "zh-TW", "ko");
  private static final int SLASH_COMMAND = 1;
  private static final int SUBCOMMAND_GROUP = 2;
  private static final int MAX_OPTIONS = 25;
  private static final int MAX_COMMAND_LENGTH = 8000;

  private final FormErrors errors = new FormErrors();

  static void check(JsonNode commands) {
    CommandFormRules rules = new CommandFormRules();
    Set<String> names = new HashSet<>();
    int number = 0;
    for (JsonNode command : commands) {
      rules.checkCommand(String.valueOf(number), command);
      if (!names.add(command.path("type").asInt(1) + command.path("name").asText())) {
        rules.errors.add(
            number + ".name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Duplicate command name");
      }
      number++;
    }
    rules.errors.throwIfAny();
  }

  private void checkCommand(String path, JsonNode command) {
    if (command.path("type").asInt(SLASH_COMMAND) != SLASH_COMMAND) {
      errors.checkLength(path + ".name", command.path("name"), 1, 32);
      checkLocales(path + ".name_localizations", command.path("name_localizations"));
      if (!command.path("description").asText().isEmpty()) {
        errors.add(
            path + ".description",
            "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED",
            "Context menu commands cannot have description");
      }
      return;
    }
    checkNameAndDescription(path, command);
    checkOptions(path, command.path("options"));
    if (length(command) > MAX_COMMAND_LENGTH) {
      errors.add(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
    }
  }

  private void checkNameAndDescription(String path, JsonNode part) {
    checkName(path + ".name", part.path("name").asText());
    errors.checkLength(path + ".description", part.path("description"), 1, 100);
    checkLocales(path + ".name_localizations", part.path("name_localizations"));
    checkLocales(path + ".description_localizations", part.path("description_localizations"));
    part.path("name_localizations")
        .properties()
        .forEach(
            entry ->
                checkName(
                    path + ".name_localizations." + entry.getKey(), entry.getValue().asText()));
    part.path("description_localizations")
        .properties()
        .forEach(
            entry ->
                errors.checkLength(
                    path + ".description_localizations." + entry.getKey(),
                    entry.getValue(),
                    1,
                    100));
  }

  private void checkName(String path, String name) {
    if (!NAME.matcher(name).matches() || !name.equals(name.toLowerCase(Locale.ROOT))) {
      errors.add(
          path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid: \"" + name + "\"");
    }
  }

  private void checkLocales(String path, JsonNode localizations) {
    localizations
        .fieldNames()
        .forEachRemaining(
            locale -> {
              if (!LOCALES.contains(locale)) {
                errors.add(
                    path + "." + locale,
                    "ENUM_TYPE_COERCE",
                    "Value \"" + locale + "\" is not a locale");
              }
            });
  }

  private void checkOptions(String path, JsonNode options) {
    errors.checkSize(path + ".options", options, MAX_OPTIONS);
    Set<String> names = new HashSet<>();
    boolean wasOptional = false;
    int number = 0;
    for (JsonNode option : options) {
      String optionPath = path + ".options." + number++;
      checkNameAndDescription(optionPath, option);
      if (!names.add(option.path("name").asText())) {
        errors.add(
            optionPath + ".name",
            "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
            "Option name already exists");
      }
      if (option.path("type").asInt() <= SUBCOMMAND_GROUP) {
        checkOptions(optionPath, option.path("options"));
        continue;
      }
      boolean isRequired = option.path("required").asBoolean();
      if (isRequired && wasOptional) {
        errors.add(
            optionPath,
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            "Required options must be placed before non-required options");
      }
      wasOptional |= !isRequired;
      checkChoices(optionPath, option);
    }
  }

  private void checkChoices(String path, JsonNode option) {
    JsonNode choices = option.path("choices");
    errors.checkSize(path + ".choices", choices, MAX_OPTIONS);
    if (!choices.isEmpty() && option.path("autocomplete").asBoolean()) {
      errors.add(
          path,
          "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
          "An option cannot have both choices and autocomplete");
    }
    int number = 0;
    for (JsonNode choice : choices) {
      String choicePath = path + ".choices." + number++;
      errors.checkLength(choicePath + ".name", choice.path("name"), 1, 100);
      checkLocales(choicePath + ".name_localizations", choice.path("name_localizations"));
      if (choice.path("value").isTextual()) {
        errors.checkLength(choicePath + ".value", choice.path("value"), 1, 100);
      }
    }
  }

  /** The characters of names, descriptions and values, each in its longest translation. */
  private static int length(JsonNode part) {
    int length =
        longest(part, "name") + longest(part, "description") + part.path("value").asText().length();
    for (String nested : new String[] {"options", "choices"}) {
      for (JsonNode child : part.path(nested)) {
        length += length(child);
      }
    }
    return length;
  }

  private static int longest(JsonNode part, String field) {
    return DiscordJson.stream(part.path(field + "_localizations"))
        .mapToInt(translation -> translation.asText().length())
        .reduce(part.path(field).asText().length(), Math::max);
  }
}
