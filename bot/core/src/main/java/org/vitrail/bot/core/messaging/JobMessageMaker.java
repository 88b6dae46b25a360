package org.vitrail.bot.core.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.vitrail.bot.command.Button;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.command.wording.DurationFormatter;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.PictureCard;
import org.vitrail.bot.core.imagesafety.PictureGate;
import org.vitrail.bot.core.imagesafety.SafetyFormatter;
import org.vitrail.bot.core.imagesafety.VisiblePictures;
import org.vitrail.bot.core.messaging.JobMessage.LabelledButton;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.Score;

/**
 * Turns a job's card into what its message shows. Fetches pictures through the gate, knows no
 * platform.
 *
 * <p>Throws {@link redis.clients.jedis.exceptions.JedisException} when Redis does not answer.
 */
public final class JobMessageMaker {
  private static final int BAR_CELLS = 10;

  /** Discord's rows hold five, and so many can be read on a phone. */
  private static final int BUTTONS_A_ROW = 5;

  private final Messages messages;
  private final DurationFormatter wording;
  private final PictureGate gate;
  private final SafetyFormatter words;

  public JobMessageMaker(Messages messages, PictureGate gate, SafetyFormatter words) {
    this.messages = messages;
    this.wording = new DurationFormatter(messages);
    this.gate = gate;
    this.words = words;
  }

  /**
   * The message where the job was asked for.
   *
   * @param shownPreview number of the preview that the message shows already
   * @param extra buttons that the platform can carry out besides the common ones
   */
  public JobMessage of(JobCard card, int shownPreview, Set<ButtonAction> extra) {
    return of(card, gate.visiblePictures(card), shownPreview, extra);
  }

  /** A finished job's pictures in a community, which may be another one. */
  public JobMessage at(String community, JobCard card, Set<ButtonAction> extra) {
    return of(card, gate.visiblePictures(card, community), 0, extra);
  }

  private JobMessage of(
      JobCard card, VisiblePictures visiblePictures, int shownPreview, Set<ButtonAction> extra) {
    String locale = card.who().locale();
    return new JobMessage(
        card.id(),
        new JobMessage.Words(
            locale,
            card.request().prompt(),
            lines(card, visiblePictures, locale),
            footer(card, locale)),
        picture(card, visiblePictures, shownPreview, locale),
        film(card, visiblePictures, locale),
        visiblePictures.isRefusedAltogether(),
        buttons(card, visiblePictures, locale, extra),
        card.isFinal());
  }

  /** For a job that the queue does not know. */
  public JobMessage lost(OutboxEntry entry) {
    String locale = entry.locale();
    return JobMessage.lastWord(entry.jobId(), locale, "", messages.text(locale, "job.lost"));
  }

  /** For a job whose pictures the bot failed to show; asks for nothing that may fail again. */
  public JobMessage unshown(JobCard card) {
    String locale = card.who().locale();
    return JobMessage.lastWord(
        card.id(),
        locale,
        card.request().prompt(),
        card.isDone()
            ? messages.text(locale, "notice.unshown", card.id())
            : card.status().message());
  }

  private List<String> lines(JobCard card, VisiblePictures visiblePictures, String locale) {
    List<String> lines = new ArrayList<>();
    if (card.isFinal()) {
      lines.add(card.isDone() ? done(card, locale) : card.status().message());
      if (!card.isDrawing()) {
        card.result().pictures().stream()
            .flatMap(picture -> picture.caption().stream())
            .forEach(caption -> lines.add(messages.text(locale, "hint.drawn-as", caption)));
      }
      lines.addAll(words.lines(visiblePictures, locale));
      addHint(lines, card);
      return lines;
    }
    card.percent().ifPresent(percent -> lines.add(bar(percent)));
    lines.add(
        card.status()
            .eta()
            .map(
                eta ->
                    messages.text(
                        locale, "notice.stage-eta", card.status().text(), eta.in(locale, wording)))
            .orElse(card.status().text()));
    if (!card.status().message().isEmpty()) {
      lines.add(card.status().message());
    }
    addHint(lines, card);
    return lines;
  }

  /**
   * What the pictures show, for those who cannot see them. What each was drawn as stands below the
   * one alone that is made of it: nine lines below a grid would be longer than all else.
   */
  private String description(JobCard card, String locale) {
    StringBuilder text =
        new StringBuilder(messages.text(locale, "notice.description", card.request().prompt()));
    for (PictureCard picture : card.result().pictures()) {
      picture
          .caption()
          .map(caption -> messages.text(locale, "notice.caption", picture.number(), caption))
          .ifPresent(line -> text.append('\n').append(line));
    }
    return text.toString();
  }

  private static void addHint(List<String> lines, JobCard card) {
    if (!card.status().hint().isEmpty()) {
      lines.add(card.status().hint());
    }
  }

  private String done(JobCard card, String locale) {
    String took =
        card.result()
            .took()
            .map(time -> wording.duration(locale, time))
            .orElse(card.status().text());
    if (card.isSticker()) {
      return messages.text(locale, "notice.sticker", took);
    }
    if (card.isReconstruction()) {
      return messages.text(locale, "notice.reconstructed", took);
    }
    if (!card.isDrawing()) {
      OptionalInt factor = card.request().source().orElseThrow().factor();
      return factor.isPresent()
          ? messages.text(locale, "notice.enlarged-times", took, factor.getAsInt())
          : messages.text(locale, "notice.enlarged", took);
    }
    List<PictureCard> pictures = card.result().pictures();
    Optional<Score> best = pictures.get(0).score();
    Optional<Score> last = pictures.get(pictures.size() - 1).score();
    if (best.isEmpty() || last.isEmpty()) {
      return messages.text(locale, "notice.done-unscored", pictures.size(), took);
    }
    return messages.text(
        locale,
        "notice.done",
        pictures.size(),
        took,
        score(best.get()),
        score(last.get()),
        messages.text(locale, "score." + best.get().by().word()));
  }

  private static String score(Score score) {
    String form = score.by() == Score.By.PERPLEXITY ? "%.1f" : "%.2f";
    String value = String.format(Locale.ROOT, form, score.value());
    return score
        .atStart()
        .map(start -> String.format(Locale.ROOT, form + " \u2192 %s", start, value))
        .orElse(value);
  }

  private static String bar(int percent) {
    int full = percent * BAR_CELLS / 100;
    return "▰".repeat(full) + "▱".repeat(BAR_CELLS - full) + " " + percent + " %";
  }

  private String footer(JobCard card, String locale) {
    if (card.isReconstruction()) {
      return messages.text(locale, "notice.job", card.id());
    }
    String facts =
        messages.text(
            locale,
            "notice.facts",
            card.id(),
            Long.toString(card.request().seed()),
            card.request().model());
    return card.request().style().isEmpty()
        ? facts
        : facts + messages.text(locale, "notice.style", card.request().style());
  }

  private Optional<JobMessagePicture> picture(
      JobCard card, VisiblePictures visiblePictures, int shownPreview, String locale) {
    String description = description(card, locale);
    // A sticker cannot be hidden until somebody asks for it.
    if (card.isDone() && card.isSticker() && !visiblePictures.isSpoiler()) {
      return visiblePictures
          .sticker()
          .map(webp -> JobMessagePicture.sticker(card.id(), webp, description));
    }
    if (card.isDone()) {
      String name = card.id() + ".png";
      return visiblePictures
          .grid()
          .map(png -> new JobMessagePicture(name, png, description, visiblePictures.isSpoiler()));
    }
    String name = "preview-" + card.status().progress().previewNumber() + ".png";
    return !card.isFinal() && card.status().progress().previewNumber() > shownPreview
        ? visiblePictures.preview().map(png -> new JobMessagePicture(name, png, description, false))
        : Optional.empty();
  }

  private Optional<JobMessagePicture> film(
      JobCard card, VisiblePictures visiblePictures, String locale) {
    return card.result().film() == JobCard.Film.WANTED
        ? visiblePictures
            .film()
            .map(
                mp4 ->
                    new JobMessagePicture(
                        card.id() + ".mp4",
                        mp4,
                        messages.text(locale, "film.of", card.request().prompt()),
                        visiblePictures.isSpoiler()))
        : Optional.empty();
  }

  /** The same without its film, which the platform does not take. */
  JobMessage withoutFilm(JobMessage jobMessage) {
    String locale = jobMessage.words().locale();
    return jobMessage
        .withoutFilm()
        .withLine(messages.text(locale, "notice.film-refused", jobMessage.jobId()));
  }

  private List<List<LabelledButton>> buttons(
      JobCard card, VisiblePictures visiblePictures, String locale, Set<ButtonAction> extra) {
    List<List<LabelledButton>> rows = new ArrayList<>();
    if (!card.isFinal()) {
      LabelledButton cancel = named(card, ButtonAction.CANCEL, locale);
      rows.add(
          card.status().canBeStopped()
              ? List.of(named(card, ButtonAction.STOP, locale), cancel)
              : List.of(cancel));
      return rows;
    }
    boolean isDone = card.isDone();
    boolean isSeen = isDone && !visiblePictures.isRefusedAltogether();
    boolean isDrawing = card.isDrawing();
    if (isDone && isDrawing) {
      rows.addAll(numbered(card, visiblePictures, ButtonAction.UPSCALE, "U"));
      rows.addAll(numbered(card, visiblePictures, ButtonAction.VARY, "V"));
      if (extra.contains(ButtonAction.STICKER)) {
        rows.addAll(numbered(card, visiblePictures, ButtonAction.STICKER, "S"));
      }
    }
    List<LabelledButton> last = new ArrayList<>();
    if (isDrawing) {
      last.add(named(card, ButtonAction.AGAIN, locale));
    }
    for (ButtonAction action : ButtonAction.values()) {
      if (extra.contains(action)
          && action != ButtonAction.STICKER
          && (isSeen || action == ButtonAction.REWORD)
          && (isDrawing || action == ButtonAction.COPY || action == ButtonAction.REPORT)
          && (action != ButtonAction.REPORT || isSeenByOthers(card))) {
        last.add(named(card, action, locale));
      }
    }
    if (isDone) {
      last.add(named(card, ButtonAction.DELETE, locale));
    }
    if (card.result().film() == JobCard.Film.KEPT && visiblePictures.hasFilm()) {
      addWhereThereIsRoom(rows, last, named(card, ButtonAction.FILM, locale));
    }
    if (!last.isEmpty()) {
      rows.add(last);
    }
    return rows;
  }

  /** Rows are as few as they are long on some platforms: a new one may be one too many. */
  private static void addWhereThereIsRoom(
      List<List<LabelledButton>> rows, List<LabelledButton> last, LabelledButton button) {
    boolean isFull = last.size() >= BUTTONS_A_ROW;
    if (!isFull) {
      last.add(1, button);
    } else if (rows.isEmpty() || rows.get(rows.size() - 1).size() >= BUTTONS_A_ROW) {
      rows.add(List.of(button));
    } else {
      rows.get(rows.size() - 1).add(button);
    }
  }

  /** In a private chat there is nobody to report to, nor anybody who would. */
  private static boolean isSeenByOthers(JobCard card) {
    return !card.isPrivate() && !card.venue().community().equals(card.who().key());
  }

  private static List<List<LabelledButton>> numbered(
      JobCard card, VisiblePictures visiblePictures, ButtonAction action, String letter) {
    List<List<LabelledButton>> rows = new ArrayList<>();
    List<LabelledButton> row = new ArrayList<>();
    for (PictureCard picture : card.result().pictures()) {
      if (visiblePictures.isRefused(picture.number())
          || action == ButtonAction.VARY && !picture.canBeVaried()) {
        continue;
      }
      if (row.size() == BUTTONS_A_ROW) {
        rows.add(row);
        row = new ArrayList<>();
      }
      int number = picture.number();
      row.add(new LabelledButton(new Button(action, card.id(), number), letter + number));
    }
    if (!row.isEmpty()) {
      rows.add(row);
    }
    return rows;
  }

  private LabelledButton named(JobCard card, ButtonAction action, String locale) {
    String key = "button." + action.name().toLowerCase(Locale.ROOT);
    return new LabelledButton(new Button(action, card.id(), 0), messages.text(locale, key));
  }
}
