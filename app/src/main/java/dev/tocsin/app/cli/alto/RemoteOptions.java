// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.client.AltoClient;
import dev.tocsin.alto.client.http.Ask;
import dev.tocsin.alto.client.http.HttpSettings;
import dev.tocsin.alto.client.http.HttpSettings.Credentials;
import dev.tocsin.alto.client.http.HttpSettings.Limits;
import dev.tocsin.app.cli.Usage;
import dev.tocsin.app.daemon.Durations;
import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.OwnKeys;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.base.observe.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// How a command reaches ALTO servers.
final class RemoteOptions {

  private static final long PASSWORD_BYTES_MAX = 4_096;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "Authorities whose certificates count, PEM (default: those of the system).")
  @Nullable
  private Path trust;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "Certificate to show to a server that asks for one, PEM; with --key.")
  @Nullable
  private Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "Its private key, PEM.")
  @Nullable
  private Path key;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "For servers that ask for a name and a password; with --password-file.")
  @Nullable
  private String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Its first line is the password.")
  @Nullable
  private Path passwordFile;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Durations.Converter.class,
      description = "How long each answer may take (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ofSeconds(30);

  CommandSpec spec() {
    return spec;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /// @param directories the one first that is to be asked first
  AltoClient open(List<URI> directories) throws IOException {
    Logging.configure(Logging.Verbosity.WARN, Logging.Format.TEXT);
    var settings = settings();
    return Usage.check(
        spec, () -> AltoClient.open(directories.stream().map(Ask::check).toList(), settings));
  }

  /// For what asks in its own way.
  HttpSettings httpSettings() throws IOException {
    Logging.configure(Logging.Verbosity.WARN, Logging.Format.TEXT);
    return settings();
  }

  private HttpSettings settings() throws IOException {
    List<X509Certificate> authorities = trust == null ? List.of() : Pem.certificates(trust);
    var own = ownKey();
    var credentials = credentials();
    var usual = Limits.DEFAULT;
    return Usage.check(
        spec,
        () ->
            new HttpSettings(
                authorities,
                own,
                credentials,
                new Limits(
                    usual.bodyBytesMax(),
                    timeout.compareTo(usual.connectWait()) < 0 ? timeout : usual.connectWait(),
                    timeout,
                    usual.redirectsMax(),
                    usual.retryWaitMax())));
  }

  private Optional<OwnKey> ownKey() {
    if (certificate == null && key == null) return Optional.empty();
    if (certificate == null || key == null) throw together("--cert", "--key");
    return Optional.of(OwnKeys.read(key, certificate));
  }

  private Optional<Credentials> credentials() throws IOException {
    if (user == null && passwordFile == null) return Optional.empty();
    if (user == null || passwordFile == null) throw together("--user", "--password-file");
    // A password in an argument would stand in everybody's list of processes.
    if (Files.size(passwordFile) > PASSWORD_BYTES_MAX) {
      throw new ConfigException(passwordFile, "expected a line with a password, found much more");
    }
    var name = user;
    var password = Files.readString(passwordFile).lines().findFirst().orElse("");
    return Optional.of(Usage.check(spec, () -> new Credentials(name, password)));
  }

  private picocli.CommandLine.ParameterException together(String one, String other) {
    return new picocli.CommandLine.ParameterException(
        spec.commandLine(), one + " and " + other + " come together");
  }
}
