package org.vitrail.inference.model.golden;

/** A small model that YouTokenToMe itself trained. */
public final class YttmGolden {
  private YttmGolden() {}

  public static final String MODEL =
      """
      21 15
      1076 20
      1089 14
      1081 17
      1086 9
      1099 13
      1078 18
      104 11
      101 12
      1088 15
      114 23
      1080 7
      1072 21
      119 22
      1085 16
      111 10
      1077 19
      1090 5
      1082 6
      9601 4
      108 8
      100 24
      6 9 25
      4 25 26
      26 5 27
      4 11 28
      28 12 29
      29 8 30
      30 8 31
      31 10 32
      27 19 33
      27 7 34
      34 6 35
      7 17 36
      16 21 37
      18 36 38
      4 37 39
      1 0 2 3
      """;
}
