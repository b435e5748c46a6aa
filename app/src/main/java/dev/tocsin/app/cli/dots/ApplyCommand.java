// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.cli.dots.options.DataOptions;
import dev.tocsin.dots.core.client.data.ResourceChange;
import dev.tocsin.dots.core.client.data.ResourceDiff;
import dev.tocsin.dots.core.client.data.Resources;
import dev.tocsin.dots.io.data.client.ClientResources;
import dev.tocsin.dots.io.settings.resources.ResourceFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "apply",
    description =
        "Bring aliases and lists at the server in line with a file; shows what differs first.",
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots apply -c client.yaml -f resources.yaml --dry-run")
final class ApplyCommand implements Callable<Integer> {

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description = "The aliases and lists that shall stand at the server; all others are removed.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(names = "--dry-run", description = "Only show what differs.")
  boolean dryRun;

  @Option(names = "--yes", description = "Do not ask before anything is changed.")
  boolean yes;

  @Override
  public Integer call() throws IOException {
    var wanted = ResourceFile.read(file);
    return data.run(resources -> apply(resources, wanted));
  }

  private int apply(ClientResources resources, Resources wanted) throws IOException {
    var standing = resources.standing();
    var changes = ResourceDiff.between(standing.orElse(Resources.NONE), wanted);
    if (!data.isJson()) show(standing, changes);
    if (dryRun || changes.isEmpty()) return told(changes, 0);
    if (!yes && !isAgreed()) {
      data.out().println("nothing was changed");
      return 1;
    }
    if (standing.isEmpty()) resources.register();
    int made = make(resources, changes);
    return told(changes, made);
  }

  private int make(ClientResources resources, List<ResourceChange> changes) throws IOException {
    int made = 0;
    for (var change : changes) {
      try {
        resources.make(change);
      } catch (IOException e) {
        throw new IOException(
            "%s: %s (%d of %d changes were made)"
                .formatted(change.subject(), e.getMessage(), made, changes.size()),
            e);
      }
      made++;
    }
    return made;
  }

  private void show(Optional<Resources> standing, List<ResourceChange> changes) {
    if (standing.isEmpty()) data.out().println("this client is not registered yet");
    changes.forEach(change -> change.words().forEach(data.out()::println));
    data.out().flush();
  }

  private int told(List<ResourceChange> changes, int made) {
    if (data.isJson()) {
      data.printJson(
          Map.of("changes", changes.stream().map(ApplyCommand::json).toList(), "made", made));
    } else if (changes.isEmpty()) {
      data.out().println("nothing to do: the server has what the file says");
    } else {
      data.out().println(made == 0 ? "nothing was changed" : count(changes, made));
    }
    return 0;
  }

  private static Map<String, Object> json(ResourceChange change) {
    var words = change.words();
    return Map.of(
        "change",
        String.valueOf(change.sign()),
        "subject",
        change.subject(),
        "details",
        words.subList(1, words.size()).stream().map(String::strip).toList());
  }

  private static String count(List<ResourceChange> changes, int made) {
    return "%d changes made: %d added, %d changed, %d removed"
        .formatted(made, of(changes, '+'), of(changes, '~'), of(changes, '-'));
  }

  private static long of(List<ResourceChange> changes, char sign) {
    return changes.stream().filter(change -> change.sign() == sign).count();
  }

  private boolean isAgreed() throws IOException {
    data.out().print("Apply? [y/N] ");
    data.out().flush();
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var answer = in.readLine();
    return answer != null && (answer.strip().equals("y") || answer.strip().equals("yes"));
  }
}
