// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// One log event, one line (a stack trace follows a text line, indented). Messages may hold what a
/// peer sent, so nothing in them can start a line or steer a terminal.
final class LineEncoder extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = {};
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Logging.Format format;

  LineEncoder(Logging.Format format) {
    this.format = format;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    var line =
        switch (format) {
          case TEXT -> text(event);
          case JSON -> json(event);
        };
    return line.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ILoggingEvent event) {
    var out = new StringBuilder(120).append(time(event)).append(' ');
    out.append("%-5s".formatted(event.getLevel())).append(' ');
    out.append(shortName(event.getLoggerName())).append(": ");
    Printable.append(out, message(event));
    out.append('\n');
    trace(event).lines().forEach(line -> indented(out, line));
    return out.toString();
  }

  private static void indented(StringBuilder out, String line) {
    out.append("    ");
    Printable.append(out, line.strip());
    out.append('\n');
  }

  private static String json(ILoggingEvent event) {
    var line =
        new JsonLine()
            .field("time", time(event))
            .field("level", event.getLevel().toString())
            .field("logger", event.getLoggerName())
            .field("thread", String.valueOf(event.getThreadName()))
            .field("message", message(event));
    var trace = trace(event);
    if (!trace.isEmpty()) line.field("trace", trace);
    return line.text();
  }

  private static String message(ILoggingEvent event) {
    return String.valueOf(event.getFormattedMessage());
  }

  private static String trace(ILoggingEvent event) {
    var thrown = event.getThrowableProxy();
    return thrown == null ? "" : ThrowableProxyUtil.asString(thrown);
  }

  private static String time(ILoggingEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }

  private static String shortName(String logger) {
    return logger.startsWith("dev.tocsin.") ? logger.substring("dev.tocsin.".length()) : logger;
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
