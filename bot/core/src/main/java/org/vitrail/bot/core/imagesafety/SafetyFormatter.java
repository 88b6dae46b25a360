package org.vitrail.bot.core.imagesafety;

import java.util.ArrayList;
import java.util.List;
import org.vitrail.bot.core.imagesafety.PictureTreatment.Treatment;
import org.vitrail.config.Messages;
import org.vitrail.config.SafetyCatalogue;

/** Says why pictures are hidden or kept back; no more than one knows, as CLIP only suspects. */
public final class SafetyFormatter {
  private final SafetyCatalogue concepts;
  private final Messages messages;

  public SafetyFormatter(SafetyCatalogue concepts, Messages messages) {
    this.concepts = concepts;
    this.messages = messages;
  }

  /** Lines below the pictures; none where everything is shown. */
  public List<String> lines(VisiblePictures visiblePictures, String locale) {
    if (visiblePictures.isRefusedAltogether()) {
      return List.of(none(visiblePictures, locale));
    }
    List<String> lines = new ArrayList<>();
    int covered = visiblePictures.refused().size();
    if (covered > 0) {
      String what = names(visiblePictures.concepts(Treatment.REFUSE), locale);
      lines.add(messages.text(locale, "safety.covered", covered, what));
    }
    if (visiblePictures.isSpoiler()) {
      List<String> suspected = visiblePictures.concepts(Treatment.BLUR);
      lines.add(
          suspected.isEmpty()
              ? messages.text(locale, "safety.hidden-all")
              : messages.text(locale, "safety.hidden", names(suspected, locale)));
    }
    return lines;
  }

  /** Why no picture of a job is shown. */
  public String none(VisiblePictures visiblePictures, String locale) {
    return messages.text(
        locale, "safety.none", names(visiblePictures.concepts(Treatment.REFUSE), locale));
  }

  /** Why nothing is done with a picture that is kept back. */
  public String refusal(VisiblePictures visiblePictures, String jobId, int number, String locale) {
    List<String> found = visiblePictures.judgement(number).concept().stream().toList();
    return messages.text(locale, "safety.refused", jobId, number, names(found, locale));
  }

  private String names(List<String> ids, String locale) {
    return String.join(", ", ids.stream().map(id -> concepts.name(id, locale)).toList());
  }
}
