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
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.command.Command.Language;
import org.vitrail.bot.core.command.CommandName;
import org.vitrail.bot.core.command.Completion;
import org.vitrail.bot.core.moderator.Suggestion;
import org.vitrail.bot.core.place.PlaceSetting;
import org.vitrail.bot.core.studio.Studio;
import org.vitrail.config.Messages;

/** Proposes values while somebody types an option: styles, models, languages, jobs, settings. */
final class Proposals {
  private static final Logger LOG = LoggerFactory.getLogger(Proposals.class);

  private final Studio studio;
  private final Messages messages;
  private final Replies replies;
  private final ExecutorService workers;

  Proposals(Studio studio, Messages messages, Replies replies, ExecutorService workers) {
    this.studio = studio;
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
                      failure -> LOG.debug("Proposals came too late: {}", failure.getMessage())));
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
    String typed = event.getFocusedOption().getValue().toLowerCase(Locale.ROOT);
    String option = event.getFocusedOption().getName();
    Person who = replies.person(event);
    Stream<Choice> all =
        switch (option) {
          case CommandMenu.JOB -> jobs(who, event.getName());
          case CommandMenu.LANGUAGE -> Stream.concat(Stream.of(same(Language.AUTO)), languages());
          case CommandMenu.TOPIC -> topics(who.locale());
          case ModeratorMenu.VALUE -> settings(who, event);
          case ModeratorMenu.RULE, ModeratorMenu.CLOSE, ModeratorMenu.NUMBER -> suggestions(event);
          default -> values(who, option);
        };
    return all.filter(choice -> choice.getName().toLowerCase(Locale.ROOT).contains(typed))
        .limit(OptionData.MAX_CHOICES)
        .toList();
  }

  /** As the core completes a typed line, but by every part of a name. */
  private Stream<Choice> values(Person who, String option) {
    String line = "/" + CommandName.IMAGINE.word() + " --" + option + " ";
    return studio.complete(who, line, line.length()).stream().map(Proposals::choice);
  }

  private static Choice choice(Completion completion) {
    return choice(completion.label(), completion.description(), completion.insert().strip());
  }

  private Stream<Choice> jobs(Person who, String command) {
    boolean wantsOpen = command.equals(CommandName.CANCEL.word());
    try {
      return studio.recent(who, OptionData.MAX_CHOICES).stream()
          .filter(job -> job.isFinal() != wantsOpen)
          .map(Proposals::choice);
    } catch (RuntimeException e) {
      LOG.debug("No jobs can be proposed: {}", e.getMessage());
      return Stream.of();
    }
  }

  private static Choice choice(JobCard job) {
    return choice(job.id(), job.prompt(), job.id());
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
    return Arrays.stream(CommandName.values())
        .map(
            name -> choice(name.word(), messages.text(locale, name.key() + ".about"), name.word()));
  }

  /** What the setting that was chosen before may be. */
  private Stream<Choice> settings(Person who, CommandAutoCompleteInteractionEvent event) {
    Optional<PlaceSetting> setting =
        Optional.ofNullable(event.getOption(ModeratorMenu.SETTING, OptionMapping::getAsString))
            .flatMap(PlaceSetting::named);
    return setting.stream()
        .flatMap(
            chosen ->
                Stream.concat(
                    switch (chosen) {
                      case MODEL, STYLE -> values(who, chosen.word());
                      case LANGUAGE -> languages();
                      case PRIVATE -> Stream.of("yes", "no").map(Proposals::same);
                      case SAFE -> Stream.of("off", "on", "strict").map(Proposals::same);
                      case BLUR, REFUSE ->
                          Stream.of("30%", "50%", "70%", "85%", "95%").map(Proposals::same);
                      case TIMEZONE ->
                          ZoneId.getAvailableZoneIds().stream().sorted().map(Proposals::same);
                      case MODERATORS -> roles(event);
                    },
                    Stream.of(same("default"))));
  }

  /** What is there to be removed, closed or taken back. */
  private Stream<Choice> suggestions(CommandAutoCompleteInteractionEvent event) {
    boolean isNumber = event.getFocusedOption().getType() == OptionType.INTEGER;
    return CommandName.named(event.getName()).stream()
        .flatMap(command -> studio.suggestions(Replies.origin(event), command).stream())
        .map(
            it ->
                isNumber
                    ? new Choice(
                        MenuTexts.label(it.value(), it.label()), Long.parseLong(it.value()))
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
    return new Choice(MenuTexts.label(name, meaning), value);
  }

  private static Choice choice(String name, String value) {
    return new Choice(MenuTexts.cut(name), value);
  }
}
