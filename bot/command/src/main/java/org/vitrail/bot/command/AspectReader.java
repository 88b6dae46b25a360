package org.vitrail.bot.command;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrail.inference.protocol.AspectRatio;

/** Reads how wide a picture is to be to how high, as people write it. */
public final class AspectReader {
  /** With a colon of any keyboard, the letter x of two alphabets, a sign of times or a slash. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?<width>\\d{1,4})([.,](?<widthRest>\\d{1,2}))?"
              + "[:\uff1a\u2236/xX\u00d7\u0445\u0425]"
              + "(?<height>\\d{1,4})([.,](?<heightRest>\\d{1,2}))?");

  private AspectReader() {}

  /** Empty for what is no such ratio, or one that is not drawn. */
  public static Optional<AspectRatio> read(String typed) {
    Matcher form = FORM.matcher(typed);
    return form.matches()
        ? AspectRatio.read(hundredths(form, "width") + ":" + hundredths(form, "height"))
        : Optional.empty();
  }

  private static String hundredths(Matcher form, String side) {
    String rest = form.group(side + "Rest");
    return form.group(side) + ((rest == null ? "" : rest) + "00").substring(0, 2);
  }
}
