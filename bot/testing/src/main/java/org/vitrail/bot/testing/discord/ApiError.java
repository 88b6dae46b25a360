package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal, as Discord words it. */
final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient ObjectNode body;

  ApiError(int status, int code, String message) {
    this(status, DiscordJson.object().put("message", message).put("code", code));
  }

  ApiError(int status, ObjectNode body) {
    super(body.toString());
    this.status = status;
    this.body = body;
  }

  WireAnswer answer() {
    return WireAnswer.json(status, body);
  }

  static ApiError unauthorized() {
    return new ApiError(401, 0, "401: Unauthorized");
  }

  static ApiError notFound() {
    return new ApiError(404, 0, "404: Not Found");
  }

  static ApiError unknownChannel() {
    return new ApiError(404, 10003, "Unknown Channel");
  }

  static ApiError unknownMessage() {
    return new ApiError(404, 10008, "Unknown Message");
  }

  static ApiError unknownUser() {
    return new ApiError(404, 10013, "Unknown User");
  }

  static ApiError unknownWebhook() {
    return new ApiError(404, 10015, "Unknown Webhook");
  }

  static ApiError unknownInteraction() {
    return new ApiError(404, 10062, "Unknown interaction");
  }

  static ApiError fileTooLarge() {
    return new ApiError(413, 40005, "Request entity too large");
  }

  static ApiError alreadyAcknowledged() {
    return new ApiError(400, 40060, "Interaction has already been acknowledged.");
  }

  static ApiError missingAccess() {
    return new ApiError(403, 50001, "Missing Access");
  }

  static ApiError notTheAuthor() {
    return new ApiError(403, 50005, "Cannot edit a message authored by another user");
  }

  static ApiError emptyMessage() {
    return new ApiError(400, 50006, "Cannot send an empty message");
  }

  static ApiError cannotMessageThisUser() {
    return new ApiError(403, 50007, "Cannot send messages to this user");
  }

  static ApiError missingPermissions() {
    return new ApiError(403, 50013, "Missing Permissions");
  }

  static ApiError invalidWebhookToken() {
    return new ApiError(401, 50027, "Invalid Webhook Token");
  }

  static ApiError threadIsArchived() {
    return new ApiError(400, 50083, "Tried to perform an operation on an archived thread");
  }

  static ApiError threadIsLocked() {
    return new ApiError(403, 160005, "Thread is locked");
  }

  static ApiError replyWithoutHistory() {
    return new ApiError(400, 160002, "Cannot reply without permission to read message history");
  }

  static ApiError notJson() {
    return new ApiError(400, 50109, "The request body contains invalid JSON.");
  }
}
