package org.vitrail.bot.telegram.fake;

/** A file as it came in a request. */
record UploadedFile(String name, String contentType, byte[] bytes) {}
