package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/** All methods of the Bot API that this server has, by their names in lower case. */
final class BotMethods {
  private final Map<String, Handler> methods = new HashMap<>();
  private final TelegramRecorder recorder;
  private final MediaReader media;
  private volatile Limits limits;

  BotMethods(World world, UpdateMethods updates, BotCommands commands, TelegramRecorder recorder) {
    this.recorder = recorder;
    Access access = new Access(world);
    media = new MediaReader(world.files);
    methods.put("getme", call -> ApiJson.me(world));
    updates.addTo(methods);
    commands.addTo(methods);
    new SendingMethods(world, access, media).addTo(methods);
    new EditingMethods(world, access, media).addTo(methods);
    new ChatMethods(world, access).addTo(methods);
  }

  void takePhotosOfAtMost(int bytes) {
    media.takePhotosOfAtMost(bytes);
  }

  void enforceLimits(LongSupplier nanos) {
    limits = new Limits(nanos);
  }

  JsonNode serve(ApiCall call) {
    Handler handler =
        Optional.ofNullable(methods.get(call.method()))
            .orElseThrow(() -> ApiException.of(404, "Not Found: method not found"));
    Limits current = limits;
    if (current != null && Limits.counts(call.method())) {
      int messages = Math.max(1, call.json("media").isArray() ? call.json("media").size() : 1);
      OptionalInt wait = current.take(call.number("chat_id"), messages);
      if (wait.isPresent()) {
        recorder.addRefusedByLimits();
        throw ApiException.tooManyRequests(wait.getAsInt());
      }
    }
    return handler.serve(call);
  }
}
