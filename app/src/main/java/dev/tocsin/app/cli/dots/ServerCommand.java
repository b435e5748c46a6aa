// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.cli.Usage;
import dev.tocsin.app.daemon.Daemon;
import dev.tocsin.app.daemon.Hangup;
import dev.tocsin.base.observe.Logging;
import dev.tocsin.dots.LostSecrets;
import dev.tocsin.dots.SteadyServer;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "server",
    description = "Run a DOTS server, or make keys and configuration for a first one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin dots server --quickstart /tmp/dots",
      "  tocsin dots server -c /tmp/dots/server.yaml",
      "  tocsin dots server -c /tmp/dots/server.yaml --forget-secrets"
    })
final class ServerCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init")
  private What what;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "With --quickstart: address to listen on (default: ${DEFAULT-VALUE}).")
  private String listen = "127.0.0.1";

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description =
          "With --quickstart: what the first domain owns; repeatable (default: 192.0.2.0/24, 2001:db8::/32).")
  private List<String> prefixes = List.of();

  @Option(
      names = "--mitigator",
      paramLabel = "TYPE",
      defaultValue = "none",
      description =
          "With --quickstart: none, or nftables to filter on this machine (default: ${DEFAULT-VALUE}).")
  private String mitigator = "none";

  @Option(
      names = "--forget-secrets",
      description =
          "Before it starts, give up the stored pre-shared keys that no key in the state folder opens any more.")
  private boolean forgetSecrets;

  static final class What {
    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description = "The server's configuration.")
    @Nullable Path config;

    @Option(
        names = "--quickstart",
        paramLabel = "DIR",
        description =
            "Make keys, one domain and configurations that run in this folder, and say what to do with them.")
    @Nullable Path quickstart;
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (what.quickstart != null) {
      var folder = what.quickstart;
      Usage.check(spec, () -> new Quickstart(folder, listen, prefixes, mitigator)).write(out);
      return 0;
    }
    if (what.config == null)
      throw new IllegalStateException("neither configuration nor quickstart");
    var settings = ServerSettings.read(what.config);
    Logging.configure(settings.observe().verbosity(), settings.observe().format());
    if (forgetSecrets) forgetSecrets(settings, out);
    var server = SteadyServer.start(settings);
    var local = server.current().stream().flatMap(each -> each.local().stream());
    out.println("listening on " + local.map(ServerCommand::text).collect(Collectors.joining(", ")));
    out.flush();
    Hangup.handle(server::reload);
    Daemon.run(server);
    return 0;
  }

  private static void forgetSecrets(ServerSettings settings, PrintWriter out) {
    var customers = LostSecrets.forget(settings, InstantSource.system());
    out.println(
        customers.isEmpty()
            ? "every stored pre-shared key can be read: none was given up"
            : "gave up pre-shared keys of " + String.join(", ", customers) + ": issue new ones");
    out.flush();
  }

  private static String text(InetSocketAddress address) {
    var host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
