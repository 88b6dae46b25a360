package org.vitrail.inference.model.transformer;

/**
 * The k largest of many numbers, without sorting all (quickselect: Hoare, "Algorithm 65: Find",
 * 1961).
 */
final class Selection {
  private Selection() {}

  /** Whether none of the values is not a number. */
  static boolean isNumber(float[] values) {
    for (float value : values) {
      if (Float.isNaN(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Puts the k largest values, in any order, at the end of the array and returns the least of them.
   *
   * @param values numbers all
   * @param k 1 up to their count
   */
  static float largest(float[] values, int k) {
    int wanted = values.length - k;
    int low = 0;
    int high = values.length - 1;
    while (low < high) {
      float pivot = median(values[low], values[(low + high) >>> 1], values[high]);
      int i = low;
      int j = high;
      while (i <= j) {
        while (values[i] < pivot) {
          i++;
        }
        while (values[j] > pivot) {
          j--;
        }
        if (i <= j) {
          float swapped = values[i];
          values[i++] = values[j];
          values[j--] = swapped;
        }
      }
      if (wanted <= j) {
        high = j;
      } else if (wanted >= i) {
        low = i;
      } else {
        break;
      }
    }
    return values[wanted];
  }

  private static float median(float a, float b, float c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
