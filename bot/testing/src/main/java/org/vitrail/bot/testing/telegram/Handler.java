package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;

/** Serves one method of the Bot API: returns its result or throws {@link ApiException}. */
interface Handler {
  JsonNode serve(ApiCall call);
}
