package org.vitrail.bot.core.service;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.ImagineOptions;
import org.vitrail.bot.command.PromptProposals;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.jobview.Cards;
import org.vitrail.bot.core.queue.RecentJobs;

/** Chooses what to draw for those who want to be surprised. Safe for several threads. */
final class Surprises {
  /** So many of a person's last prompts do not come again. */
  private static final int REMEMBERED = 10;

  private final SubmitHandler submitHandler;
  private final ImagineCompletion completion;
  private final ModelMenu models;
  private final PromptProposals proposals;
  private final RecentJobs recent;
  private final Cards cards;
  private final Random random = new SecureRandom();

  Surprises(
      SubmitHandler submitHandler,
      ImagineCompletion completion,
      ModelMenu models,
      PromptProposals proposals,
      RecentJobs recent,
      Cards cards) {
    this.submitHandler = submitHandler;
    this.completion = completion;
    this.models = models;
    this.proposals = proposals;
    this.recent = recent;
    this.cards = cards;
  }

  void addTo(CommandHandlers handlers) {
    handlers.ask(CommandSpec.SURPRISE, this::surprise);
  }

  private Reply surprise(Ask ask, CommandRequest request) throws ImpossibleException {
    Imagine nothing = new Imagine("", ImagineOptions.NONE);
    Optional<String> ofCommunity =
        request
            .origin()
            .map(from -> completion.withDefaults(nothing, from.community()))
            .flatMap(it -> it.options().model());
    return submitHandler.imagine(next(request.who(), ofCommunity), request);
  }

  /**
   * A prompt that comes out well, and that the person has not had drawn lately; with another model
   * where the usual one proposes nothing.
   *
   * @param ofCommunity its own model; empty for the instance's
   * @throws ImpossibleException when no model here proposes anything
   */
  private Imagine next(Person who, Optional<String> ofCommunity) throws ImpossibleException {
    ModelMenu.Item usual = ofCommunity.flatMap(models::find).orElse(models.standard());
    ModelMenu.Item model =
        Stream.concat(Stream.of(usual), models.items().stream())
            .filter(it -> !proposals.of(it, who.locale()).isEmpty())
            .findFirst()
            .orElseThrow(() -> new ImpossibleException("surprise.none", proposals.example()));
    List<String> all = proposals.of(model, who.locale());
    Set<String> seen = seen(who);
    List<String> fresh = all.stream().filter(it -> !seen.contains(folded(it))).toList();
    List<String> choice = fresh.isEmpty() ? all : fresh;
    return new Imagine(
        choice.get(random.nextInt(choice.size())),
        ImagineOptions.NONE.orElse(Optional.of(model.id()), Optional.empty(), Optional.empty()));
  }

  private Set<String> seen(Person who) {
    Set<String> seen = new HashSet<>();
    recent.of(who, REMEMBERED).stream()
        .flatMap(id -> cards.find(id).stream())
        .forEach(card -> seen.add(folded(card.request().prompt())));
    return seen;
  }

  private static String folded(String prompt) {
    return prompt.toLowerCase(Locale.ROOT);
  }
}
