// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots.options;

import dev.tocsin.app.cli.AnswerOptions;
import dev.tocsin.app.cli.Bounded;
import dev.tocsin.base.control.ControlClient;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.io.control.OperatorMessages;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// How a command of the server's operator reaches the running server.
public final class OperatorOptions {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The server's configuration: names the control socket.")
  @Nullable Path config;

  @Option(names = "--socket", paramLabel = "PATH", description = "The server's control socket.")
  @Nullable Path socket;

  @Mixin private final AnswerOptions answers = new AnswerOptions();

  /// A mitigation as `tocsin dots mitigations` calls it.
  public static final class KeyConverter implements ITypeConverter<MitigationKey> {
    @Override
    public MitigationKey convert(String text) {
      int last = text.lastIndexOf('/');
      int first = text.indexOf('/');
      if (first > 0 && last > first + 1 && text.substring(last + 1).matches("[0-9]{1,10}")) {
        return new MitigationKey(
            text.substring(0, first),
            text.substring(first + 1, last),
            Long.parseLong(text.substring(last + 1)));
      }
      throw new TypeConversionException("expected DOMAIN/CUID/MID, found '" + text + "'");
    }
  }

  /// @return the exit code: 0 done, 1 refused
  public int ask(OperatorRequest request) throws IOException {
    try (var client = ControlClient.connect(path(), "server")) {
      return Bounded.by(
          answers.timeout(),
          client,
          () -> {
            client.send(OperatorMessages.write(request));
            var reply = client.receive();
            if (reply.isEmpty()) throw new IOException("the server hung up before it answered");
            var out = spec.commandLine().getOut();
            if (answers.isJson()) out.println(reply.get());
            else ReplyText.write(reply.get(), out);
            out.flush();
            return reply.get().path("reply").asString().equals("refused") ? 1 : 0;
          });
    }
  }

  private Path path() throws IOException {
    if (socket != null) return socket;
    if (config == null) {
      throw new ParameterException(
          spec.commandLine(),
          "which server? Give its configuration (-c FILE) or its control socket (--socket PATH)");
    }
    return ServerSettings.read(config)
        .folders()
        .control()
        .orElseThrow(
            () -> new IOException("the server has no control socket: its path is too long"));
  }
}
