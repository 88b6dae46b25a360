package org.vitrail.bot.discord;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import net.dv8tion.jda.api.events.interaction.command.CommandAutoCompleteInteractionEvent;
import net.dv8tion.jda.api.interactions.commands.Command.Choice;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.OptionData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.CommunitySetting;
import org.vitrail.bot.command.Completion;
import org.vitrail.bot.command.ImagineOption;
import org.vitrail.bot.command.OptionKind;
import org.vitrail.bot.command.OptionSpec;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.modcommands.Suggestion;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.config.Messages;

/** Proposes values while somebody types an option: styles, models, languages, jobs, settings. */
final class Autocomplete {
  private static final Logger LOG = LoggerFactory.getLogger(Autocomplete.class);

  private final BotService botService;
  private final Messages messages;
  private final DiscordReplies replies;
  private final ExecutorService workers;

  Autocomplete(
      BotService botService, Messages messages, DiscordReplies replies, ExecutorService workers) {
    this.botService = botService;
    this.messages = messages;
    this.replies = replies;
    this.workers = workers;
  }

  void propose(CommandAutoCompleteInteractionEvent event) {
    try {
      workers.execute(
          () ->
              event
                  .replyChoices(choicesOrNone(event))
                  .queue(
                      sent -> {},
                      failure -> LOG.debug("Completions came too late: {}", failure.getMessage())));
    } catch (RejectedExecutionException closing) {
      LOG.debug("Nothing is proposed while the bot closes.");
    }
  }

  /** A proposal that fails must not look as if the bot were gone. */
  private List<Choice> choicesOrNone(CommandAutoCompleteInteractionEvent event) {
    try {
      return choices(event);
    } catch (RuntimeException | Error e) {
      LOG.error("Nothing could be proposed for /{}.", event.getName(), e);
      return List.of();
    }
  }

  private List<Choice> choices(CommandAutoCompleteInteractionEvent event) {
    if (isPrompt(event)) {
      return prompts(replies.person(event), event.getFocusedOption().getValue());
    }
    String typed = event.getFocusedOption().getValue().toLowerCase(Locale.ROOT);
    Person who = replies.person(event);
    return options(event).stream()
        .filter(option -> option.name().equals(event.getFocusedOption().getName()))
        .flatMap(option -> choices(option, who, event))
        .filter(choice -> choice.getName().toLowerCase(Locale.ROOT).contains(typed))
        .limit(OptionData.MAX_CHOICES)
        .toList();
  }

  /**
   * Whole prompts, as a choice takes the place of all that is typed. What is typed comes first: the
   * first choice is what Enter takes, and nobody is to get another picture than they asked for.
   */
  private List<Choice> prompts(Person who, String typed) {
    String line = "/" + CommandSpec.IMAGINE.word() + " ";
    String text = line + typed;
    Stream<String> longer =
        botService.complete(who, text, text.length()).stream()
            .filter(Completion::isProposal)
            .map(it -> (text.substring(0, it.from()) + it.insert()).substring(line.length()));
    return Stream.concat(Stream.of(typed).filter(it -> !it.isBlank()), longer)
        .filter(prompt -> prompt.length() <= OptionData.MAX_CHOICE_VALUE_LENGTH)
        .map(prompt -> new Choice(prompt, prompt))
        .limit(OptionData.MAX_CHOICES)
        .toList();
  }

  private boolean isPrompt(CommandAutoCompleteInteractionEvent event) {
    String name = event.getFocusedOption().getName();
    return options(event).stream()
        .anyMatch(option -> option.kind() == OptionKind.PROMPT && option.name().equals(name));
  }

  /** With the own options of the models here. */
  private List<OptionSpec> options(CommandAutoCompleteInteractionEvent event) {
    return ChosenOptions.command(event) == CommandSpec.IMAGINE
        ? botService.imagineOptions()
        : ChosenOptions.of(event);
  }

  private Stream<Choice> choices(
      OptionSpec option, Person who, CommandAutoCompleteInteractionEvent event) {
    return switch (option.kind()) {
      case JOB -> jobs(who, ChosenOptions.command(event));
      case LANGUAGE -> Stream.concat(Stream.of(same(Ask.AUTO)), languages());
      case COMMAND -> topics(who.locale());
      case SETTING_VALUE -> settings(who, event);
      case BLOCKED_TERM, REPORT, ACT -> suggestions(event);
      case ASPECT -> values(who, ImagineOption.ASPECT.word());
      case CODEC -> completions(who, "/" + CommandSpec.RECONSTRUCT.word() + " ");
      case MODEL -> values(who, ImagineOption.MODEL.word());
      case STYLE -> values(who, ImagineOption.STYLE.word());
      case KEEP -> values(who, ImagineOption.KEEP.word());
      case NAME -> values(who, ofChosenModel(event) + option.name());
      default -> Stream.of();
    };
  }

  /** What stands in a typed line before the name of a model's own option. */
  private static String ofChosenModel(CommandAutoCompleteInteractionEvent event) {
    return Optional.ofNullable(
            event.getOption(ImagineOption.MODEL.word(), OptionMapping::getAsString))
        .filter(model -> model.matches("[\\w.-]+"))
        .map(model -> ImagineOption.MODEL.word() + " " + model + " --")
        .orElse("");
  }

  /** As the core completes a typed line, but by every part of a name. */
  private Stream<Choice> values(Person who, String option) {
    return completions(who, "/" + CommandSpec.IMAGINE.word() + " --" + option + " ");
  }

  private Stream<Choice> completions(Person who, String line) {
    return botService.complete(who, line, line.length()).stream().map(Autocomplete::choice);
  }

  private static Choice choice(Completion completion) {
    return choice(completion.label(), completion.description(), completion.insert().strip());
  }

  private Stream<Choice> jobs(Person who, CommandSpec command) {
    boolean wantsOpen = command == CommandSpec.CANCEL || command == CommandSpec.STOP;
    try {
      return botService.jobs().recent(who, OptionData.MAX_CHOICES).stream()
          .filter(job -> job.isFinal() != wantsOpen)
          .map(Autocomplete::choice);
    } catch (RuntimeException e) {
      LOG.debug("No jobs can be proposed: {}", e.getMessage());
      return Stream.of();
    }
  }

  private static Choice choice(JobCard job) {
    return choice(job.id(), job.request().prompt(), job.id());
  }

  private Stream<Choice> languages() {
    return messages.languages().stream()
        .map(
            code -> {
              Locale language = Locale.forLanguageTag(code);
              return choice(language.getDisplayLanguage(language), code);
            });
  }

  private Stream<Choice> topics(String locale) {
    return Arrays.stream(CommandSpec.values())
        .map(
            name -> choice(name.word(), messages.text(locale, name.key() + ".about"), name.word()));
  }

  /** What the setting that was chosen before may be. */
  private Stream<Choice> settings(Person who, CommandAutoCompleteInteractionEvent event) {
    Optional<CommunitySetting> setting =
        Optional.ofNullable(event.getOption("setting", OptionMapping::getAsString))
            .flatMap(CommunitySetting::named);
    return setting.stream()
        .flatMap(
            chosen ->
                Stream.concat(
                    switch (chosen) {
                      case MODEL, STYLE -> values(who, chosen.word());
                      case LANGUAGE -> languages();
                      case PRIVATE -> Stream.of("yes", "no").map(Autocomplete::same);
                      case SAFE -> Stream.of("off", "on", "strict").map(Autocomplete::same);
                      case BLUR, REFUSE ->
                          Stream.of("30%", "50%", "70%", "85%", "95%").map(Autocomplete::same);
                      case TIMEZONE ->
                          ZoneId.getAvailableZoneIds().stream().sorted().map(Autocomplete::same);
                      case MODERATORS -> roles(event);
                    },
                    Stream.of(same("default"))));
  }

  /** What is there to be removed, closed or taken back. */
  private Stream<Choice> suggestions(CommandAutoCompleteInteractionEvent event) {
    boolean isNumber = event.getFocusedOption().getType() == OptionType.INTEGER;
    return botService
        .chats()
        .suggestions(DiscordReplies.origin(event), ChosenOptions.command(event))
        .stream()
        .map(
            it ->
                isNumber
                    ? new Choice(
                        MenuFormatter.label(it.value(), it.label()), Long.parseLong(it.value()))
                    : suggestion(it));
  }

  private static Choice suggestion(Suggestion it) {
    return it.label().equals(it.value())
        ? same(it.value())
        : choice(it.value(), it.label(), it.value());
  }

  private static Stream<Choice> roles(CommandAutoCompleteInteractionEvent event) {
    return Optional.ofNullable(event.getGuild()).stream()
        .flatMap(guild -> guild.getRoles().stream())
        .filter(role -> !role.isPublicRole())
        .map(role -> choice(role.getName(), role.getAsMention()));
  }

  private static Choice same(String word) {
    return choice(word, word);
  }

  private static Choice choice(String name, String meaning, String value) {
    return new Choice(MenuFormatter.label(name, meaning), value);
  }

  private static Choice choice(String name, String value) {
    return new Choice(MenuFormatter.cut(name), value);
  }
}
