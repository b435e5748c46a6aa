// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tocsin demo`
@Command(
    name = "demo",
    description =
        "Watch a flood saturate a link, a call for help cross it, and the traffic come back.",
    synopsisSubcommandLabel = "[bgp]",
    subcommands = DemoCommand.Bgp.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin demo --install",
      "  tocsin demo --seconds 60 --report report.json --picture run.svg",
      "  tocsin demo bgp --install"
    })
public final class DemoCommand implements Callable<Integer> {

  @Mixin private final DemoOptions options = new DemoOptions();

  @Override
  public Integer call() throws IOException {
    return new DemoRun(options, new LocalScenario()).call();
  }

  /// `tocsin demo bgp`
  @Command(
      name = "bgp",
      description = {
        "The same with a provider that filters by BGP: the DOTS server tells gobgpd, which tells a",
        "router with BIRD at the provider's edge, whose kernel filters."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  tocsin demo bgp --install",
        "  tocsin demo bgp --seconds 60 --report report.json --picture run.svg"
      })
  static final class Bgp implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Mixin private final DemoOptions options = new DemoOptions();

    @Override
    public Integer call() throws IOException {
      var before = command.parent().commandLine().getParseResult().matchedOptions();
      if (!before.isEmpty()) {
        throw new ParameterException(
            command.commandLine(),
            "options stand behind 'bgp': " + before.getFirst().longestName());
      }
      return new DemoRun(options, new BgpScenario()).call();
    }
  }
}
