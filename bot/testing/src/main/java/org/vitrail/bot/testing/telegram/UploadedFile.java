package org.vitrail.bot.testing.telegram;

/** A file as it came in a request. */
record UploadedFile(String name, String contentType, byte[] bytes) {}
