// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.enrol;

import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.Passwords;
import dev.tocsin.app.cli.reload.discovery.DiscoveryOptions;
import dev.tocsin.base.observe.Logging;
import dev.tocsin.reload.core.security.OverlayTrust;
import dev.tocsin.reload.io.enrolment.client.Enrolling;
import dev.tocsin.reload.io.enrolment.client.Enrolling.Outcome;
import dev.tocsin.reload.io.enrolment.client.Login;
import dev.tocsin.reload.wire.config.OverlayConfiguration;
import dev.tocsin.reload.wire.config.Security;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin reload enroll`
@Command(
    name = "enroll",
    description = {
      "Get this machine a certificate for an overlay, or renew the one it has: once a third of its",
      "time is left, or at once with --renew. Key and certificate are kept in a folder; with the same",
      "key the machine stays the same peer."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin reload enroll ring.example --user alice",
      "  tocsin reload enroll ring.example --user alice --password-file secret --server"
          + " 127.0.0.1:8443 --trust ca.pem"
    })
public final class EnrollCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "The overlay: a name or an address.")
  private String overlay = "";

  @Option(names = "--user", paramLabel = "USER", required = true, description = "Who enrols.")
  private String user = "";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "Its first line is the password, mode 0600 (default: ask, or read standard input).")
  @Nullable
  private Path passwordFile;

  @Option(
      names = "--name",
      paramLabel = "USER@DOMAIN",
      description =
          "A name that the certificate shall have; repeatable (default: all of the user).")
  private List<String> names = List.of();

  @Option(
      names = "--state-folder",
      paramLabel = "DIR",
      description =
          "Where key and certificate are kept (default: a folder called like the overlay).")
  @Nullable
  private Path folder;

  @Option(names = "--renew", description = "Renew although there is time.")
  private boolean renew;

  @Mixin private final DiscoveryOptions discovery = new DiscoveryOptions();
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws IOException {
    Logging.configure(Logging.Verbosity.WARN, Logging.Format.TEXT);
    var enrolling =
        new Enrolling(
            where(discovery.found(overlay)),
            names,
            folder == null ? Path.of(overlay.replace(':', '_')) : folder);
    var now = InstantSource.system().instant();
    var kept = enrolling.kept(now);
    if (!renew && kept.isPresent() && !kept.get().renewal().isDue(now)) {
      print("kept", kept.get());
      return 0;
    }
    var login = new Login(user, Passwords.from(passwordFile, user));
    return switch (enrolling.enrol(login, now)) {
      case Outcome.Enrolled enrolled -> {
        print(kept.isPresent() ? "renewed" : "enrolled", enrolled);
        yield 0;
      }
      case Outcome.Refused(var why) -> throw new IOException(overlay + ": " + why);
    };
  }

  private Enrolling.Where where(OverlayConfiguration found) throws IOException {
    return switch (found.access().security()) {
      // EN-3: "shared-key: straight to bootstrap".
      case Security.SharedKey _ ->
          throw new IOException(overlay + " is for whoever has its key: there is no enrolment");
      case Security.Certificates(_, var servers) when servers.isEmpty() ->
          throw new IOException(overlay + " has no credential server");
      case Security.Certificates(var roots, var servers) ->
          new Enrolling.Where(
              new OverlayTrust(found.name(), roots, false), servers, discovery.authorities());
    };
  }

  private void print(String what, Outcome.Enrolled enrolled) {
    var certificate = enrolled.credentials().certificate();
    var shown = new LinkedHashMap<String, Object>();
    shown.put("result", what);
    shown.put("names", certificate.users());
    shown.put("peers", certificate.peers().stream().map(Object::toString).toList());
    shown.put("valid_until", enrolled.renewal().ends().toString());
    shown.put("renew_after", enrolled.renewal().due().toString());
    output.print(shown);
  }
}
