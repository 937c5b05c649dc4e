using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Digdir.Altinn.VendorRegistry.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class NoticeAnswers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_traffic_Vendor_Hour",
                table: "traffic");

            migrationBuilder.CreateTable(
                name: "acknowledgements",
                columns: table => new
                {
                    Notice = table.Column<Guid>(type: "uuid", nullable: false),
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    AcknowledgedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    AcknowledgedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ReadyFrom = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    WishedUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    WishReason = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    WishedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Outcome = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Reply = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    RepliedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    RepliedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_acknowledgements", x => new { x.Notice, x.Vendor });
                    table.ForeignKey(
                        name: "FK_acknowledgements_notices_Notice",
                        column: x => x.Notice,
                        principalTable: "notices",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_acknowledgements_vendors_Vendor",
                        column: x => x.Vendor,
                        principalTable: "vendors",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reminder_rounds",
                columns: table => new
                {
                    Notice = table.Column<Guid>(type: "uuid", nullable: false),
                    Effective = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    DaysBefore = table.Column<long>(type: "bigint", nullable: false),
                    BegunAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UpTo = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    Reminded = table.Column<long>(type: "bigint", nullable: false),
                    DoneAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reminder_rounds", x => new { x.Notice, x.Effective, x.DaysBefore });
                    table.ForeignKey(
                        name: "FK_reminder_rounds_notices_Notice",
                        column: x => x.Notice,
                        principalTable: "notices",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_traffic_Vendor_Operation_Hour",
                table: "traffic",
                columns: new[] { "Vendor", "Operation", "Hour" });

            migrationBuilder.CreateIndex(
                name: "IX_acknowledgements_Vendor",
                table: "acknowledgements",
                column: "Vendor");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "acknowledgements");

            migrationBuilder.DropTable(
                name: "reminder_rounds");

            migrationBuilder.DropIndex(
                name: "IX_traffic_Vendor_Operation_Hour",
                table: "traffic");

            migrationBuilder.CreateIndex(
                name: "IX_traffic_Vendor_Hour",
                table: "traffic",
                columns: new[] { "Vendor", "Hour" });
        }
    }
}
