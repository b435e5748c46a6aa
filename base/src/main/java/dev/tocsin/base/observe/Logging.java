// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.OutputStream;
import java.time.InstantSource;
import org.slf4j.LoggerFactory;

/// Sets up the log: one line per event to standard error, as text or as JSON, and no flood of them.
public final class Logging {

  public enum Verbosity {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  public enum Format {
    TEXT,
    JSON
  }

  // Chatty below warnings, and of no use to an operator.
  private static final String[] LIBRARIES = {
    "org.eclipse.californium", "org.flywaydb", "io.micrometer", "org.xbill.DNS", "org.bouncycastle"
  };

  // Its debug lines show headers, and with them the tokens of whoever asks.
  private static final String TELLTALE = "org.eclipse.jetty";

  private Logging() {}

  /// Replaces whatever was set up before. Libraries stay at warnings unless all is traced.
  public static void configure(Verbosity verbosity, Format format) {
    configure(verbosity, format, System.err);
  }

  static void configure(Verbosity verbosity, Format format, OutputStream to) {
    configure(verbosity, format, to, InstantSource.system());
  }

  static void configure(Verbosity verbosity, Format format, OutputStream to, InstantSource clock) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      throw new IllegalStateException(
          "another logger than logback is bound: " + LoggerFactory.getILoggerFactory());
    }
    context.reset();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(verbosity.name()));
    if (verbosity != Verbosity.TRACE) {
      var least = verbosity == Verbosity.ERROR ? Level.ERROR : Level.WARN;
      for (var library : LIBRARIES) context.getLogger(library).setLevel(least);
    }
    if (!root.getLevel().isGreaterOrEqual(Level.INFO)) {
      context.getLogger(TELLTALE).setLevel(Level.INFO);
    }
    root.addAppender(appender(context, format, to));
    context.addTurboFilter(new LogBudget(clock));
  }

  private static OutputStreamAppender<ILoggingEvent> appender(
      LoggerContext context, Format format, OutputStream to) {
    var encoder = new LineEncoder(format);
    encoder.setContext(context);
    encoder.start();
    var appender = new OutputStreamAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setEncoder(encoder);
    appender.setOutputStream(new Unclosed(to));
    appender.start();
    return appender;
  }
}
