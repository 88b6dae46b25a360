package org.vitrail.inference.model.tokens;

/** Keeps the logits of the first drawn steps of a request's pictures (step, image, vocabulary). */
public final class FirstLogits implements LogitsListener {
  public static final int STEPS = 4;

  private final int imageCount;
  private float[] values = new float[0];
  private int vocabularySize;
  private int firstPosition;

  public FirstLogits(int imageCount) {
    this.imageCount = imageCount;
  }

  @Override
  public void logits(String requestId, int imageIndex, int position, float[] logits) {
    if (values.length == 0) {
      firstPosition = position;
      vocabularySize = logits.length;
      values = new float[STEPS * imageCount * vocabularySize];
    }
    int step = position - firstPosition;
    if (step < STEPS) {
      int at = (step * imageCount + imageIndex) * vocabularySize;
      System.arraycopy(logits, 0, values, at, vocabularySize);
    }
  }

  /** Row by row; empty before anything was drawn. */
  public float[] values() {
    return values;
  }

  public int vocabularySize() {
    return vocabularySize;
  }
}
