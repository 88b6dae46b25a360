package org.vitrail.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the files of a model or part are published.
 *
 * @param repository on the Hugging Face hub; its files have the names they get here
 * @param revision commit, tag or branch of the repository; a commit never changes
 * @param page where people read the terms and accept them if that is needed
 * @param downloads by the name that the file gets here
 */
public record ModelSource(
    @Allowed("a repository of the Hugging Face hub, such as dalle-mini/dalle-mini")
        Optional<String> repository,
    @Allowed("a commit, tag or branch: it goes together with repository") Optional<String> revision,
    @Allowed("the https:// address of a page") Optional<String> page,
    @Allowed("the files with their sizes, indented below it")
        Map<String, ModelDownload> downloads) {

  public ModelSource {
    Class<ModelSource> here = ModelSource.class;
    downloads = Collections.unmodifiableMap(new LinkedHashMap<>(downloads));
    repository.ifPresent(
        name -> Check.that(name.matches("\\w[\\w.-]*/\\w[\\w.-]*"), here, "repository", name));
    Check.that(
        repository.isPresent() == revision.isPresent(),
        here,
        "revision",
        revision.orElse("absence"));
    revision.ifPresent(
        name -> Check.that(name.matches("\\w[\\w.-]{0,99}"), here, "revision", name));
    page.ifPresent(address -> Check.that(address.startsWith("https://"), here, "page", address));
    Check.that(!downloads.isEmpty(), here, "downloads", "an empty list");
    downloads.forEach(
        (name, download) -> {
          if (!FilePath.staysBelow(name)) {
            throw SettingsException.notAllowed("downloads", name, FilePath.ALLOWED);
          }
          if (download.url().isEmpty() && repository.isEmpty()) {
            throw new SettingsException(
                "", "downloads", name + " has no address; give it a url, or a repository to all.");
          }
        });
  }
}
