package org.vitrail.bot.promptfilter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The words and phrases of many rules as one tree of letters, so that the time for a prompt hardly
 * grows with their number. Never changes once built.
 */
final class BlockedTermTree {
  private final Node root = new Node(this, Node.START, 0);
  private int nodeCount;

  /** What is left of a tree of rules after some of their letters. */
  static final class Node {
    static final int START = -1;

    /** Any letters up to the word's end. */
    static final int ANY_ENDING = -2;

    /** Between two words of a phrase. */
    static final int BETWEEN = -3;

    final int id;
    final int letter;

    /** Letters of the rules up to here. */
    final int depth;

    final List<BlockRule> rules = new ArrayList<>();
    private final Map<Integer, Node> growing = new TreeMap<>();
    private int[] letters;
    private Node[] children;

    private Node(BlockedTermTree tree, int letter, int depth) {
      this.id = tree.nodeCount++;
      this.letter = letter;
      this.depth = depth;
    }

    /** The node after one more letter; {@code null} where no rule goes on so. */
    Node child(int wanted) {
      int low = 0;
      int high = letters.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (letters[middle] < wanted) {
          low = middle + 1;
        } else if (letters[middle] > wanted) {
          high = middle - 1;
        } else {
          return children[middle];
        }
      }
      return null;
    }

    Node[] children() {
      return children;
    }

    boolean isLetter() {
      return letter >= 0;
    }

    /** Whether a word of a rule may end with its letter. */
    boolean endsWord() {
      return !rules.isEmpty() || child(BETWEEN) != null || child(ANY_ENDING) != null;
    }

    private Node grow(BlockedTermTree tree, int next) {
      return growing.computeIfAbsent(next, key -> new Node(tree, key, depth + (key >= 0 ? 1 : 0)));
    }

    private void freeze() {
      letters = growing.keySet().stream().mapToInt(Integer::intValue).toArray();
      children = growing.values().toArray(Node[]::new);
      for (Node child : children) {
        child.freeze();
      }
    }
  }

  BlockedTermTree(Collection<BlockRule> rules) {
    for (BlockRule rule : rules) {
      if (rule.kind() != BlockRule.Kind.PATTERN) {
        add(rule);
      }
    }
    root.freeze();
  }

  private void add(BlockRule rule) {
    Node node = root;
    for (BlockedTermWord word : rule.words()) {
      node = node == root ? root : node.grow(this, Node.BETWEEN);
      for (int letter : word.letters()) {
        node = node.grow(this, letter);
      }
      if (word.anyEnding()) {
        node = node.grow(this, Node.ANY_ENDING);
      }
    }
    node.rules.add(rule);
  }

  Node root() {
    return root;
  }

  int nodeCount() {
    return nodeCount;
  }
}
