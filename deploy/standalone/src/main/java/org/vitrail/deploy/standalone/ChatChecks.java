package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.discord.DiscordApi;
import org.vitrail.bot.discord.DiscordBot;
import org.vitrail.bot.telegram.TelegramCheck;
import org.vitrail.config.Settings;
import org.vitrail.network.Proxies;

/** What the doctor asks of Discord and Telegram: token, permissions, commands, clock. */
final class ChatChecks {
  /** Discord gives three seconds to answer; a clock this far off is set by nobody. */
  private static final Duration CLOCK_MAY_DIFFER = Duration.ofSeconds(20);

  private final Settings settings;
  private final Proxies proxies;

  ChatChecks(Settings settings, Proxies proxies) {
    this.settings = settings;
    this.proxies = proxies;
  }

  List<Finding> all() {
    List<Finding> findings = new ArrayList<>();
    proxies
        .inWords()
        .ifPresent(
            words ->
                findings.add(
                    Finding.neutral(
                        "proxy",
                        words + ". Everything but Redis and this machine goes through it.")));
    if (settings.discordToken().isEmpty() && settings.telegramToken().isEmpty()) {
      findings.add(
          Finding.neutral(
              "tokens",
              "none, and the page needs none; DISCORD_TOKEN and TELEGRAM_TOKEN add bots."));
    }
    if (!settings.discordToken().isEmpty()) {
      discord(findings);
    }
    if (!settings.telegramToken().isEmpty()) {
      telegram(findings);
    }
    return findings;
  }

  private void discord(List<Finding> findings) {
    String subject = "Discord";
    DiscordApi api = new DiscordApi(Bots.discord(settings, proxies));
    try {
      DiscordApi.AdmissionRequest bot = api.application();
      DiscordApi.Gateway gateway = api.gateway();
      findings.add(
          Finding.good(
              subject,
              "the token is %s's; it may connect %d more times today, needs no privileged intent. Invite: %s"
                  .formatted(bot.name(), gateway.startsLeft(), DiscordBot.inviteUrl(bot.id()))));
      commands(subject, api.commands(bot.id())).ifPresent(findings::add);
      findings.addAll(permissions(subject, api.guilds()));
      clock(subject, bot.clockAhead()).ifPresent(findings::add);
    } catch (DiscordApi.UnknownTokenException e) {
      findings.add(
          Finding.bad(
              subject,
              "does not know this token: make a new one at discord.com/developers/applications, page"
                  + " Bot, Reset Token, and set DISCORD_TOKEN."));
    } catch (IOException e) {
      findings.add(Finding.bad(subject, unreachable(settings.discord().apiUrl(), e)));
    }
  }

  private static List<Finding> permissions(String subject, List<DiscordApi.Server> servers) {
    if (servers.isEmpty()) {
      return List.of(
          Finding.neutral(subject, "the bot is in no server yet; open the invitation above."));
    }
    List<Finding> lacking =
        servers.stream()
            .filter(server -> !server.missing().isEmpty())
            .map(
                server ->
                    Finding.bad(
                        subject,
                        "in the server %s the bot lacks: %s. Allow it there in the bot's role, or invite it again."
                            .formatted(server.name(), String.join(", ", server.missing()))))
            .toList();
    return lacking.isEmpty()
        ? List.of(Finding.good(subject, servers.size() + " servers, with all permissions it needs"))
        : lacking;
  }

  private void telegram(List<Finding> findings) {
    String subject = "Telegram";
    try {
      TelegramCheck.State bot = TelegramCheck.ask(Bots.telegram(settings, proxies));
      findings.add(
          Finding.good(
              subject,
              "the token is @%s's: https://t.me/%s. It %s added to groups%s; %d updates wait."
                  .formatted(
                      bot.name(),
                      bot.name(),
                      bot.joinsGroups() ? "may be" : "may not be",
                      bot.readsEverything() ? " and reads everything there, which it need not" : "",
                      bot.waiting())));
      if (!bot.joinsGroups()) {
        findings.add(
            Finding.neutral(subject, "@BotFather, /setjoingroups, lets it be added to groups."));
      }
      commands(subject, bot.commands()).ifPresent(findings::add);
      TelegramCheck.Webhook webhook = bot.webhook();
      if (!webhook.error().isEmpty()) {
        findings.add(Finding.bad(subject, webhook.url() + " fails: " + webhook.error()));
      }
      clock(subject, bot.clockAhead()).ifPresent(findings::add);
    } catch (TelegramCheck.UnknownTokenException e) {
      findings.add(
          Finding.bad(subject, "does not know this token: ask @BotFather and set TELEGRAM_TOKEN."));
    } catch (IOException e) {
      findings.add(Finding.bad(subject, unreachable(settings.telegram().apiUrl(), e)));
    }
  }

  private static Optional<Finding> commands(String subject, Set<String> listed) {
    Set<String> missing = new TreeSet<>();
    Arrays.stream(CommandSpec.values()).map(CommandSpec::word).forEach(missing::add);
    int all = missing.size();
    missing.removeAll(listed);
    return Optional.of(
        missing.isEmpty()
            ? Finding.good(subject, "lists all " + all + " commands")
            : Finding.neutral(
                subject,
                "does not list %s yet; ./vitrail up lists all commands when it starts."
                    .formatted(String.join(", ", missing))));
  }

  private static Optional<Finding> clock(String subject, Optional<Duration> ahead) {
    return ahead
        .filter(difference -> difference.abs().compareTo(CLOCK_MAY_DIFFER) > 0)
        .map(
            difference ->
                Finding.bad(
                    subject,
                    "this machine's clock is %d seconds %s; set it right, for example by NTP."
                        .formatted(
                            difference.abs().toSeconds(),
                            difference.isNegative() ? "ahead" : "behind")));
  }

  private static String unreachable(String address, IOException why) {
    return "%s cannot be used (%s). Check the network, and the address if you changed it."
        .formatted(address, why.getMessage());
  }
}
