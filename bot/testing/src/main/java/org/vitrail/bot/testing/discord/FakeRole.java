package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A role of a guild, with the permissions that it gives its members everywhere. */
public record FakeRole(long guildId, long id, String name, long permissions) {

  ObjectNode json() {
    ObjectNode json =
        DiscordJson.object()
            .put("id", String.valueOf(id))
            .put("name", name)
            .put("position", id == guildId ? 0 : 1)
            .put("permissions", String.valueOf(permissions))
            .put("managed", false)
            .put("hoist", false)
            .put("mentionable", false)
            .put("color", 0)
            .put("flags", 0);
    json.putObject("colors")
        .put("primary_color", 0)
        .putNull("secondary_color")
        .putNull("tertiary_color");
    return json;
  }
}
