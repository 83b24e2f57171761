// The page: one HTML file that needs no server, no network and no other file. Its parts lie beside this file as they are
// edited, and are put together here; the data go in as JSON, in which every '<', '>' and '&' is escaped, so that no name can
// end the element that they stand in.

using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Baton.Cli.Reports.Page;

/// <summary>Writes report pages.</summary>
internal static partial class ReportPage
{
    // In the order in which they need each other.
    private static readonly string[] Scripts =
        ["format", "model", "words", "view", "colours", "panel", "overview", "timeline", "rows", "inversions", "figures", "chart", "distributions", "main"];

    /// <summary>Writes a report as UTF-8.</summary>
    public static void Write(Stream stream, Report report)
    {
        string page = Part("page.html");
        int done = 0;

        // Only the page itself is searched for places: what is put into one is not.
        foreach (Match place in Place().Matches(page))
        {
            Write(stream, page[done..place.Index]);
            done = place.Index + place.Length;
            switch (place.Groups[1].Value)
            {
                case "title": Write(stream, HtmlEncoder.Default.Encode(report.Title)); break;
                case "styles": Write(stream, Part("page.css")); break;
                case "data": ReportData.Write(stream, report); break;
                default:
                    foreach (string script in Scripts)
                    {
                        Write(stream, $"<script>\n{Part(script + ".js")}</script>\n");
                    }

                    break;
            }
        }

        Write(stream, page[done..]);
    }

    private static void Write(Stream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));

    private static string Part(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Page/{name}")
            ?? throw new InvalidOperationException($"The tool was built without its page's {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("<!--(title|styles|data|scripts)-->")]
    private static partial Regex Place();
}
