package org.vitrail.inference.model.ranking.clip;

import java.util.List;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.ranking.Ranker;
import org.vitrail.inference.model.text.TextTokenizer;

/** Ranks pictures by CLIP's cosine between them and the prompt. */
public final class ClipRanker implements Ranker {
  private final Clip clip;
  private final TextTokenizer tokenizer;

  /** Closes both when it is closed. */
  public ClipRanker(Clip clip, TextTokenizer tokenizer) {
    this.clip = clip;
    this.tokenizer = tokenizer;
  }

  public Clip clip() {
    return clip;
  }

  public TextTokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public float[] scores(String prompt, List<Pixels> pictures) {
    return clip.similarities(clip.textIds(tokenizer, prompt), pictures);
  }

  @Override
  public void close() {
    clip.close();
    tokenizer.close();
  }
}
