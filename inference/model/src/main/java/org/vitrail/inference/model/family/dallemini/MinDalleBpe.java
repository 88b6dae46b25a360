package org.vitrail.inference.model.family.dallemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileKind;
import org.vitrail.inference.model.weights.file.StrictJson;
import org.vitrail.inference.model.weights.file.TextFile;

/**
 * min-dalle's byte-pair encoding (arXiv:1508.07909): the text in lower case and without what is not
 * ASCII is split at spaces; each word's characters are merged pair by pair, the pair that was
 * learned first before all others. Unlike the authors' own, it does not split at punctuation first,
 * so pieces may cross it.
 */
final class MinDalleBpe {
  /** Stands before each word, as the space does in GPT-2's alphabet of visible bytes. */
  private static final String WORD_BEGIN = "\u0120";

  private record Pair(String left, String right) {}

  private final Map<String, Integer> ids;
  private final Map<Pair, Integer> ranks;
  private final int start;
  private final int end;
  private final int unknown;

  private MinDalleBpe(Map<String, Integer> ids, Map<Pair, Integer> ranks) {
    this.ids = ids;
    this.ranks = ranks;
    this.start = ids.get("<s>");
    this.end = ids.get("</s>");
    this.unknown = ids.get("<unk>");
  }

  /**
   * Reads {@code vocab.json} and {@code merges.txt}.
   *
   * @throws CheckpointException if one is missing, broken or lacks a special id
   */
  static MinDalleBpe read(Path vocabularyFile, Path mergesFile) {
    Map<String, Integer> ids = new HashMap<>();
    try {
      JsonNode vocabulary = StrictJson.MAPPER.readTree(TextFile.read(vocabularyFile));
      for (Map.Entry<String, JsonNode> piece : vocabulary.properties()) {
        if (!piece.getValue().isInt()) {
          throw new CheckpointException(
              vocabularyFile, "the piece '" + piece.getKey() + "' has no whole number as its id.");
        }
        ids.put(piece.getKey(), piece.getValue().intValue());
      }
    } catch (JsonProcessingException e) {
      throw FileKind.misread(vocabularyFile, "JSON", e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw unreadable(vocabularyFile, e);
    }
    for (String special : List.of("<s>", "</s>", "<unk>")) {
      if (!ids.containsKey(special)) {
        throw new CheckpointException(vocabularyFile, "has no id for '" + special + "'.");
      }
    }
    return new MinDalleBpe(ids, ranks(mergesFile));
  }

  private static Map<Pair, Integer> ranks(Path file) {
    Map<Pair, Integer> ranks = new HashMap<>();
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
        String[] pair = line.strip().split("\\s+");
        if (pair.length != 2) {
          throw new CheckpointException(
              file, "line " + (ranks.size() + 2) + " is not a pair of pieces.");
        }
        ranks.put(new Pair(pair[0], pair[1]), ranks.size());
      }
    } catch (MalformedInputException e) {
      throw new CheckpointException(file, "is not text in UTF-8.", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return ranks;
  }

  private static CheckpointException unreadable(Path file, IOException e) {
    return e instanceof NoSuchFileException
        ? new CheckpointException(file, "is missing. Put it back or fetch the model again.", e)
        : new CheckpointException(file, "cannot be read: " + FileTrouble.of(e).sentence(), e);
  }

  /** Start id, the text's ids, end id. */
  long[] ids(String text) {
    String ascii =
        EmojiNames.spellOut(text, "", "").toLowerCase(Locale.ROOT).replaceAll("[^\\x00-\\x7f]", "");
    List<Long> all = new ArrayList<>();
    all.add((long) start);
    for (String word : ascii.split(" ")) {
      if (!word.isEmpty()) {
        pieces(word).forEach(piece -> all.add((long) ids.getOrDefault(piece, unknown)));
      }
    }
    all.add((long) end);
    return all.stream().mapToLong(Long::longValue).toArray();
  }

  private List<String> pieces(String word) {
    List<String> pieces = new ArrayList<>();
    pieces.add(WORD_BEGIN);
    word.chars().forEach(c -> pieces.add(String.valueOf((char) c)));
    while (pieces.size() > 1) {
      int best = -1;
      int bestRank = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < pieces.size(); i++) {
        int rank =
            ranks.getOrDefault(new Pair(pieces.get(i), pieces.get(i + 1)), Integer.MAX_VALUE);
        if (rank < bestRank) {
          best = i;
          bestRank = rank;
        }
      }
      if (best < 0) {
        break;
      }
      pieces.set(best, pieces.get(best) + pieces.remove(best + 1));
    }
    return pieces;
  }
}
