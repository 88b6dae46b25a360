package org.vitrail.inference.model.tokens;

/**
 * The k largest of many numbers, without sorting all: the numbers are counted by their leading
 * bits, and of those that may be among the largest the k-th is found by quickselect (Hoare,
 * "Algorithm 65: Find", 1961).
 */
final class Selection {
  /** Sign, exponent and two bits of the fraction. */
  private static final int BUCKET_BITS = 11;

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
    int low = moveSmallestAside(values, k);
    int high = values.length - 1;
    int wanted = values.length - k;
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

  /** Sorts out whole buckets of small values; returns where those begin that may be among k. */
  private static int moveSmallestAside(float[] values, int k) {
    int[] counts = new int[1 << BUCKET_BITS];
    for (float value : values) {
      counts[bucket(value)]++;
    }
    int least = counts.length;
    for (int found = 0; found < k; found += counts[least]) {
      least--;
    }
    int begin = values.length;
    for (int i = values.length - 1; i >= 0; i--) {
      if (bucket(values[i]) >= least) {
        begin--;
        float swapped = values[i];
        values[i] = values[begin];
        values[begin] = swapped;
      }
    }
    return begin;
  }

  /** Larger values have no smaller bucket; both zeros are one value. */
  private static int bucket(float value) {
    int bits = Float.floatToRawIntBits(value + 0f);
    int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return (ordered >> (Integer.SIZE - BUCKET_BITS)) + (1 << (BUCKET_BITS - 1));
  }

  private static float median(float a, float b, float c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
