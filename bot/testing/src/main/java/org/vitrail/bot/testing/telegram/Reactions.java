package org.vitrail.bot.testing.telegram;

import java.util.Set;

/** The emoji with which the documentation lets one react. */
final class Reactions {
  static final Set<String> ALLOWED =
      Set.of(
          ("❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨"
                  + " 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄"
                  + " 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡")
              .split(" "));

  private Reactions() {}
}
